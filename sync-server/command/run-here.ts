import { existsSync } from 'node:fs';
import { fail } from '#shared/result.ts';
import { Passwords } from '../auth/password.ts';
import { Sessions } from '../auth/sessions.ts';
import { blobsIn } from '../blobs/open-blobs.ts';
import type { Config } from '../config.ts';
import { type Core, createCore } from '../core.ts';
import { databaseFileOf } from '../database/libsql-driver.ts';
import { listMigrations } from '../database/migrate.ts';
import { openThreadedDriver } from '../database/threaded-driver.ts';
import { backUp } from '../keeping/back-up.ts';
import { silentLog, systemClock, systemRandom } from '../ports.ts';
import { welcomeWithDemo } from '../projects/welcome-first-user.ts';
import { Vault } from '../secrets/vault.ts';
import type { Command, CommandAnswer } from './command.ts';
import { answerOf, executeCommand } from './execute-command.ts';

/** Runs a command on the data itself. Call it while holding the lock of the data folder. */
export async function runHere(config: Config, command: Command): Promise<CommandAnswer> {
  if (!command.name.startsWith('user.') && !existsSync(databaseFileOf(config.databaseUrl)))
    return answerOf(fail({ code: 'no_data', folder: config.dataDir }));
  // Not through the rest: what stands before an update is copied as it is, not brought to the newer version first.
  if (command.name === 'backup')
    return answerOf(await backUp({ ...config, nowMs: () => systemClock.nowMs() }, command.folder));
  const core = await openCore(config.databaseUrl);
  await using _database = core.database;
  const blobs = blobsIn(config.dataDir, config.s3);
  await blobs.open();
  const answer = await executeCommand(
    {
      ...config,
      ...core,
      blobs,
      vault: new Vault({ file: config.secretFile, random: systemRandom }),
      passwords: new Passwords(systemRandom),
      sessions: new Sessions(core),
      welcomeFirstUser: welcomeWithDemo(core, config.isDemoWanted),
    },
    command,
  );
  await core.rooms.close();
  return answer;
}

async function openCore(databaseUrl: string): Promise<Core> {
  const driver = await openThreadedDriver(databaseUrl);
  try {
    const migrations = await listMigrations();
    return await createCore({ driver, migrations, clock: systemClock, random: systemRandom, log: silentLog });
  } catch (error) {
    // Its writer is a thread, and a thread that nobody ends keeps the process from ending.
    await driver.close();
    throw error;
  }
}
