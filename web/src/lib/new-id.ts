import { createUlid, type UlidSource } from '#shared/ulid.ts';

const source: UlidSource = {
  nowMs: () => Date.now(),
  randomByte: () => crypto.getRandomValues(new Uint8Array(1))[0] ?? 0,
};

export function newUlid(): string {
  return createUlid(source);
}
