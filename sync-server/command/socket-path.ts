import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The kernel takes 108 bytes for the name of a local socket, its end included. */
const PATH_MAX_BYTES = 100;

/** Where the server of this data folder listens for commands. The folder must exist. */
export async function commandSocketPath(dataDir: string): Promise<string> {
  const folder = await realpath(dataDir);
  const path = join(folder, 'raskadr.sock');
  if (Buffer.byteLength(path) <= PATH_MAX_BYTES) return path;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  return join(tmpdir(), `raskadr-${name}.sock`);
}
