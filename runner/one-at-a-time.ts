import { createHash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';

/**
 * One runner to a data folder: two would deliver the same results at once. A name that the system gives back by itself
 * when the process is gone, however it went; `undefined` when another holds it.
 */
export async function takeFolder(dataDir: string): Promise<AsyncDisposable | undefined> {
  const name = nameOf(dataDir);
  const server = (await listen(name)) ?? (await listenAfterDead(name));
  if (!server) return undefined;
  server.unref();
  return {
    [Symbol.asyncDispose]: () => new Promise<void>((done) => void server.close(() => done())),
  };
}

function nameOf(dataDir: string): string {
  const digest = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 32);
  if (process.platform === 'linux') return `\0raskadr-runner-${digest}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\raskadr-runner-${digest}` : join(dataDir, 'lock.sock');
}

function listen(name: string): Promise<Server | undefined> {
  return new Promise((done, failed) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(undefined) : failed(error),
    );
    server.listen(name, () => done(server));
  });
}

/** A socket that is a file outlives its process: nobody answers there. */
async function listenAfterDead(name: string): Promise<Server | undefined> {
  if (process.platform === 'linux' || process.platform === 'win32') return undefined;
  const answers = await new Promise<boolean>((done) => {
    const socket = createConnection(name);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
  if (answers) return undefined;
  await unlink(name).catch(() => undefined);
  return listen(name);
}
