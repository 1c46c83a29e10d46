import type { Socket } from 'node:net';

const LINE_MAX_BYTES = 128 * 1024;
const LINE_TIMEOUT_MS = 10_000;

/** The first line that comes; nothing when it is too long, too late or never ends. */
export function readLine(socket: Socket, timeoutMs = LINE_TIMEOUT_MS): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const finish = (line: string | undefined) => {
      clearTimeout(deadline);
      socket.off('data', take).off('close', giveUp).off('error', giveUp).pause();
      resolve(line);
    };
    const giveUp = () => finish(undefined);
    const deadline = setTimeout(giveUp, timeoutMs);
    const take = (chunk: Buffer) => {
      const end = chunk.indexOf('\n');
      chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
      sizeBytes += chunk.byteLength;
      if (sizeBytes > LINE_MAX_BYTES) giveUp();
      else if (end >= 0) finish(Buffer.concat(chunks).toString('utf8'));
    };
    socket.on('data', take).on('close', giveUp).on('error', giveUp);
  });
}
