import type { Dice } from '../simulator/dice.ts';

type Mutation = (bytes: Uint8Array, dice: Dice, donor: Uint8Array) => Uint8Array;

const HUGE_VARINTS = [
  [0xff, 0xff, 0x03],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
];

const MUTATIONS: Mutation[] = [
  flipBits,
  flipBits,
  setByte,
  nudgeByte,
  nudgeByte,
  truncate,
  cutOut,
  repeat,
  splice,
  splice,
  inflateVarint,
  insertNoise,
  appendNoise,
];

/** Damages bytes in one to three ways. `donor` is another sound message to splice from. */
export function mutate(bytes: Uint8Array, donor: Uint8Array, dice: Dice): Uint8Array {
  let mutated = bytes;
  for (let n = dice.whole(1, 3); n > 0; n--) mutated = dice.pick(MUTATIONS)(mutated, dice, donor);
  return mutated;
}

function flipBits(bytes: Uint8Array, dice: Dice): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let n = dice.whole(1, 4); n > 0 && copy.length > 0; n--) {
    const at = place(copy, dice);
    copy[at] = (copy[at] ?? 0) ^ (1 << dice.whole(0, 7));
  }
  return copy;
}

function setByte(bytes: Uint8Array, dice: Dice): Uint8Array {
  return withByte(bytes, dice, () => dice.pick([0, 1, 2, 0x7f, 0x80, 0xff, dice.whole(0, 255)]));
}

/** Small steps turn lengths, clocks and kinds of content into their neighbours. */
function nudgeByte(bytes: Uint8Array, dice: Dice): Uint8Array {
  return withByte(bytes, dice, (byte) => byte + dice.pick([-2, -1, 1, 2]));
}

function withByte(bytes: Uint8Array, dice: Dice, change: (byte: number) => number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (copy.length === 0) return copy;
  const at = place(copy, dice);
  copy[at] = change(copy[at] ?? 0);
  return copy;
}

function truncate(bytes: Uint8Array, dice: Dice): Uint8Array {
  return bytes.slice(0, dice.whole(0, bytes.length));
}

function cutOut(bytes: Uint8Array, dice: Dice): Uint8Array {
  const [from, to] = range(bytes, dice);
  return join(bytes.subarray(0, from), bytes.subarray(to));
}

function repeat(bytes: Uint8Array, dice: Dice): Uint8Array {
  const [from, to] = range(bytes, dice);
  return join(bytes.subarray(0, to), bytes.subarray(from));
}

function splice(bytes: Uint8Array, dice: Dice, donor: Uint8Array): Uint8Array {
  const [from, to] = range(bytes, dice);
  const [start, end] = range(donor, dice);
  return join(bytes.subarray(0, from), donor.subarray(start, end), bytes.subarray(to));
}

function inflateVarint(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = place(bytes, dice);
  return join(bytes.subarray(0, at), Uint8Array.from(dice.pick(HUGE_VARINTS)), bytes.subarray(at + 1));
}

function insertNoise(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = place(bytes, dice);
  return join(bytes.subarray(0, at), dice.bytes(dice.whole(1, 8)), bytes.subarray(at));
}

function appendNoise(bytes: Uint8Array, dice: Dice): Uint8Array {
  return join(bytes, dice.bytes(dice.whole(1, 20)));
}

/** Half of the hits go to the head, where the lengths and clocks are. */
function place(bytes: Uint8Array, dice: Dice): number {
  const end = Math.max(0, bytes.length - 1);
  return dice.whole(0, dice.chance(0.5) ? Math.min(end, 24) : end);
}

function range(bytes: Uint8Array, dice: Dice): [number, number] {
  const from = dice.whole(0, bytes.length);
  return [from, dice.whole(from, Math.min(bytes.length, from + dice.pick([2, 8, 64, bytes.length])))];
}

function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
