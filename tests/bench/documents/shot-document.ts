import * as Y from 'yjs';
import { randomOf } from './random.ts';
import { newUlid } from './ulid.ts';
import { textOfBytes } from './words.ts';

const createdAtMs = Date.UTC(2026, 0, 15);

export type ShotDocumentSize = { seed: number; promptCount: number; promptBytes: number };

/** A shot document with a history of prompts, each one immutable JSON value under its own id. */
export function aShotUpdate({ seed, promptCount, promptBytes }: ShotDocumentSize): Uint8Array {
  const random = randomOf(seed);
  const doc = new Y.Doc();
  doc.clientID = Math.floor(random() * 2 ** 32);
  const prompts = doc.getMap('prompts');
  for (let n = 0; n < promptCount; n += 1) {
    const atMs = createdAtMs + n * 60_000;
    prompts.set(newUlid(random, atMs), {
      text: textOfBytes(random, promptBytes),
      model: 'imitation/image',
      atMs,
    });
  }
  return Y.encodeStateAsUpdate(doc);
}
