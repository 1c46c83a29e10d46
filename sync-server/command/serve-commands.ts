import { chmod, lstat, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { faultText } from '#shared/russian/fault-text.ts';
import { Command, type CommandAnswer } from './command.ts';
import { type CommandContext, executeCommand } from './execute-command.ts';
import { readLine } from './one-line.ts';
import { commandSocketPath } from './socket-path.ts';

const SOCKETS_MAX = 8;
const OWNER_ONLY = 0o177;

export type ServeCommandsOptions = { dataDir: string; context: CommandContext };

/**
 * Listens for the `raskadr` command: one line of JSON in, one line out. Whoever may open the socket runs the server
 * anyway. Call it while holding the lock of the data folder: a socket found there belongs to a server that died.
 */
export async function serveCommands({ dataDir, context }: ServeCommandsOptions): Promise<AsyncDisposable> {
  const path = await commandSocketPath(dataDir);
  await removeStale(path);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    void answer(socket, context);
  });
  server.maxConnections = SOCKETS_MAX;
  await listen(server, path);
  return {
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(socket: Socket, context: CommandContext): Promise<void> {
  const line = await readLine(socket);
  const command = line === undefined ? undefined : Command.safeParse(parseJson(line)).data;
  const reply: CommandAnswer = command
    ? await executeCommand(context, command)
    : { ok: false, message: faultText({ code: 'bad_input', field: '' }) };
  if (socket.destroyed) return;
  socket.end(`${JSON.stringify(reply)}\n`, () => socket.destroy());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSocket()) await rm(path, { force: true });
}

/** Bound with the narrow mask, so that nobody else can connect in the moment before `chmod`. */
async function listen(server: Server, path: string): Promise<void> {
  const mask = process.umask(OWNER_ONLY);
  const listening = new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(path, resolve),
  );
  process.umask(mask);
  await listening;
  await chmod(path, 0o600);
}
