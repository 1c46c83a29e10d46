import type { JsonKeys } from './json-source.ts';

/** One place where a rewritten prompt differs; a person takes it or leaves it. */
export type Hunk = {
  /** Its number in the difference. */
  id: number;
  /** The way to it in a structured prompt; nothing in a plain one. */
  keys?: JsonKeys;
  /** As they are shown. */
  before: string;
  after: string;
  /** The phrase that it would touch though it must not: such a hunk is never taken. */
  lockedBy?: string;
} & Change;

/** `words`: characters of a text, or of one string of a structured prompt. `source` is JSON as the answer wrote it. */
export type Change =
  | { kind: 'words'; at: number; end: number }
  | { kind: 'value'; source: string }
  | { kind: 'added'; source: string }
  | { kind: 'removed' };

/** Before they are numbered. `Omit` of a union would forget what its members have of their own. */
export type UnnumberedHunk = Pick<Hunk, 'keys' | 'before' | 'after' | 'lockedBy'> & Change;
