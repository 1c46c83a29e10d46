import { mkdir } from 'node:fs/promises';
import process from 'node:process';
import { createJsonLog } from './log.ts';
import { takeFolder } from './one-at-a-time.ts';
import { type Clock, createClock } from './ports.ts';
import { type ServeEnd, serve } from './serve.ts';
import { readSettings, type SettingsProblem } from './settings.ts';

const LOOK_AGAIN_MS = 200;
const FOLDER_FREE_WITHIN_MS = 30_000;

export type RunnerEnd = { code: ServeEnd | 'folder_taken' } | SettingsProblem;

/** A runner from its settings to its end by a signal, or by the end of the server that started it. */
export async function runRunner(env: NodeJS.ProcessEnv): Promise<RunnerEnd> {
  const stop = stopSignal();
  const settings = await readSettings(env);
  if ('code' in settings) return settings;
  const log = createJsonLog((line) => process.stderr.write(line), {
    least: settings.logLevel,
    secrets: [settings.token],
  });
  const clock = createClock();
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 });
  await using folder = await waitForFolder(settings.dataDir, { clock, stop });
  if (!folder) return { code: stop.aborted ? 'stopped' : 'folder_taken' };
  const code = await serve({ ...settings, clock, log, stop });
  log.info('runner_ended', { code });
  return { code };
}

/** The runner before us may still be saying goodbye. */
async function waitForFolder(
  dataDir: string,
  { clock, stop }: { clock: Clock; stop: AbortSignal },
): Promise<AsyncDisposable | undefined> {
  const startedAtMs = clock.nowMs();
  while (!stop.aborted && clock.nowMs() - startedAtMs < FOLDER_FREE_WITHIN_MS) {
    const taken = await takeFolder(dataDir);
    if (taken) return taken;
    await clock.wait(LOOK_AGAIN_MS, stop);
  }
  return undefined;
}

/** A second signal does not wait. Started with a channel, a runner ends with whoever holds the other end. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort();
      process.once(signal, () => process.exit(1));
    });
  }
  if (process.channel) {
    process.once('disconnect', () => stop.abort());
    process.channel.unref();
  }
  return stop.signal;
}
