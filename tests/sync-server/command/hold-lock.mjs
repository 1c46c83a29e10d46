import { lockDataFolder } from '../../../sync-server/command/lock.ts';

// A process of its own that holds the lock until it is killed.
const locked = await lockDataFolder(process.argv[2] ?? '');
process.stdout.write(locked.ok ? 'locked\n' : `${locked.fault.code}\n`);
setInterval(() => locked, 60_000);
