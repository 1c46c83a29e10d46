import { once } from 'node:events';
import process from 'node:process';
import { z } from 'zod';
import { DiskBlobs } from '#server/blobs/disk-blobs.ts';
import { configOf } from '#server/config.ts';
import type { SqlDriver } from '#server/database/sql.ts';
import { createLineLog } from '#server/log/line-log.ts';
import { systemClock, systemRandom } from '#server/ports.ts';
import { startServer } from '#server/server.ts';
import { startedText } from '#shared/russian/start-text.ts';

// The server, which dies at one step of the end of an upload. The step is named by a message of the parent process.

/** The steps in their order; `before` and `after` are those of what stands behind them. */
export const STEPS = [
  'before it is noted',
  'after it is noted',
  'before it is adopted',
  'after it is adopted',
  'before the asset stands',
  'after the asset stands',
] as const;
const Message = z.object({ dieAt: z.enum(STEPS) });

let step: (typeof STEPS)[number] | undefined;

// Also read for its list of steps.
if (process.env.RASKADR_DATA) await serve();

async function serve(): Promise<void> {
  process.on('message', (message) => {
    step = Message.parse(message).dieAt;
    process.send?.('ok');
  });
  process.on('disconnect', () => process.exit(0));
  const stopped = once(process, 'SIGTERM');
  const { adopt } = DiskBlobs.prototype;
  DiskBlobs.prototype.adopt = async function (this: DiskBlobs, ...args) {
    dieAt('before it is adopted');
    await adopt.apply(this, args);
    dieAt('after it is adopted');
  };
  {
    await using server = await startServer(configOf(process.env), {
      clock: systemClock,
      random: systemRandom,
      log: createLineLog((line) => process.stderr.write(line), systemClock),
      wrapDriver: dying,
    });
    process.stdout.write(startedText(server));
    await stopped;
  }
  process.disconnect();
}

function dying(driver: SqlDriver): SqlDriver {
  return {
    ...driver,
    commit: async (statements) => {
      const writes = (text: string) => statements.some(({ sql }) => sql.includes(text));
      const [notes, ends] = [writes('UPDATE incoming SET sha256'), writes('UPDATE incoming SET done_at')];
      if (notes) dieAt('before it is noted');
      if (ends) dieAt('before the asset stands');
      const results = await driver.commit(statements);
      if (notes) dieAt('after it is noted');
      if (ends) dieAt('after the asset stands');
      return results;
    },
  };
}

function dieAt(here: (typeof STEPS)[number]): void {
  if (here !== step) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal ends the process before the next turn; nothing more is done meanwhile.
  throw new Error('killed');
}
