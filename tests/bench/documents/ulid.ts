import { createUlid } from '#shared/ulid.ts';

export function newUlid(random: () => number = Math.random, atMs: number = Date.now()): string {
  return createUlid({ nowMs: () => atMs, randomByte: () => Math.floor(random() * 256) });
}
