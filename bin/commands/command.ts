/** What a command may ask to be set up first; each does nothing when it is in place. */
export type Setup = { packages(): Promise<void>; media(): Promise<void>; web(): Promise<void> };

/** `run` returns the exit code: 0 done, 1 failed; bad usage throws a `UsageError` and ends with 2. */
export type Command = {
  name: string;
  summary: string;
  /** Examples first, then the options. */
  help: string;
  run(args: string[], setup: Setup): Promise<number>;
};

export class UsageError extends Error {}

export const PROGRAM = 'node bin/raskadr.mjs';
