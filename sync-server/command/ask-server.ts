import { lstat, stat } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { SERVER_SILENT_TEXT } from '#shared/russian/start-text.ts';
import { type Command, CommandAnswer } from './command.ts';
import { readLine } from './one-line.ts';
import { commandSocketPath } from './socket-path.ts';

const ANSWER_TIMEOUT_MS = 30_000;
/** Copying and checking go through everything that there is. */
const LONG_ANSWER_TIMEOUT_MS = 6 * 3_600_000;

/** Hands the command to the running server; nothing when none runs. */
export async function askServer(dataDir: string, command: Command): Promise<CommandAnswer | undefined> {
  const socket = await connect(dataDir);
  if (!socket) return undefined;
  const timeoutMs = command.name.startsWith('user.') ? ANSWER_TIMEOUT_MS : LONG_ANSWER_TIMEOUT_MS;
  socket.on('error', () => socket.destroy());
  socket.write(`${JSON.stringify(command)}\n`);
  const line = await readLine(socket, timeoutMs);
  socket.destroy();
  return line === undefined
    ? { ok: false, message: SERVER_SILENT_TEXT }
    : CommandAnswer.parse(JSON.parse(line));
}

async function connect(dataDir: string): Promise<Socket | undefined> {
  const path = await findSocket(dataDir);
  if (path === undefined) return undefined;
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(socket)).once('error', () => resolve(undefined));
  });
}

/** A socket in the shared temporary folder may be anybody's: a password goes only to ours or the data's owner's. */
async function findSocket(dataDir: string): Promise<string | undefined> {
  try {
    const path = await commandSocketPath(dataDir);
    const [found, folder] = await Promise.all([lstat(path), stat(dataDir)]);
    const isTheirs = found.uid !== process.getuid?.() && found.uid !== folder.uid;
    return found.isSocket() && !isTheirs ? path : undefined;
  } catch {
    return undefined;
  }
}
