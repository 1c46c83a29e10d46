import process from 'node:process';
import type { Config } from '../config.ts';
import { type Log, systemClock } from '../ports.ts';
import { createLineLog, type LogLevel } from './line-log.ts';

/** In a terminal nothing that is in order pushes the address away; a file has all of it. */
export function logLevelOf({ logLevel }: Pick<Config, 'logLevel'>, isForPeople: boolean): LogLevel {
  return logLevel ?? (isForPeople ? 'warn' : 'info');
}

/** The log of the process: short lines for a terminal, JSON for everything else. */
export function openStderrLog(config?: Pick<Config, 'logLevel' | 'metricsToken' | 's3'>): Log {
  // Whoever reads the log may go away, as a closed pipe does; the server stays.
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => {});
  const isForPeople = process.stderr.isTTY === true;
  return createLineLog((line) => process.stderr.write(line), systemClock, {
    level: logLevelOf({ logLevel: config?.logLevel }, isForPeople),
    isForPeople,
    secrets: [config?.metricsToken ?? [], config?.s3?.secretAccessKey ?? []].flat(),
  });
}
