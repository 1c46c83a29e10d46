import process from 'node:process';
import type { Config } from '../config.ts';
import { type Log, systemClock } from '../ports.ts';
import { createLineLog } from './line-log.ts';

/** The log of the process: short lines for a terminal, JSON for everything else. */
export function openStderrLog(config?: Pick<Config, 'logLevel' | 'metricsToken'>): Log {
  // Whoever reads the log may go away, as a closed pipe does; the server stays.
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => {});
  return createLineLog((line) => process.stderr.write(line), systemClock, {
    level: config?.logLevel,
    isForPeople: process.stderr.isTTY,
    secrets: config?.metricsToken === undefined ? [] : [config.metricsToken],
  });
}
