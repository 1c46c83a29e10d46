import { open, stat } from 'node:fs/promises';
import type { Said, ServerClient } from './server-client.ts';

const PIECE_BYTES = 4 * 1024 * 1024;
const MOVES_MAX = 20;

/** Brings a file to the server, going on from where an earlier try ended. */
export async function upload(
  client: ServerClient,
  { path, sha256 }: { path: string; sha256: string },
): Promise<Said<unknown>> {
  const { size: sizeBytes } = await stat(path);
  const there = await client.uploaded(sha256);
  if (there.kind === 'away' || (there.kind === 'refused' && there.status !== 404)) return there;
  if (there.kind === 'ok' && there.value.whole) return there;
  let offset = there.kind === 'ok' ? Math.min(there.value.offset, sizeBytes) : 0;
  await using file = await open(path, 'r');
  for (let moves = 0; ; ) {
    const piece = new Uint8Array(Math.min(PIECE_BYTES, sizeBytes - offset));
    await file.read(piece, 0, piece.length, offset);
    const said = await client.sendPiece(sha256, { offset, sizeBytes, piece });
    if (said.kind === 'ok') {
      if (said.value.offset >= sizeBytes) return said;
      // What was cut off on its way is less than what was sent.
      if (said.value.offset <= offset && moves++ >= MOVES_MAX) return { kind: 'away', reason: 'no progress' };
      offset = said.value.offset;
    } else if (said.kind === 'refused' && said.fault.code === 'upload_moved_on' && moves++ < MOVES_MAX) {
      // Its earlier piece arrived although the answer was lost. All of it may be there and not be taken in yet: then an
      // empty piece ends it.
      offset = Math.min(said.fault.offset, sizeBytes);
    } else return said;
  }
}
