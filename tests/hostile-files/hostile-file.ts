/** A file that wants something which it must not get. */
export type HostileFile = {
  name: string;
  bytes: Buffer;
  /** What somebody holds it to be, where its first bytes say nothing. */
  claims: string;
  /** It may have forms: only what it carries along must not be in them. */
  isReadable?: boolean;
};

/** What lies outside, and must not be reached. */
export type Targets = {
  /** A picture, a sound and a film of their own, at absolute paths. */
  canary: { text: string; film: string; picture: string };
  /** A pipe that nobody writes: whoever opens it is seen. */
  pipe: string;
  trap: string;
};

/** What no output may hold. */
export const CANARY = 'CANARY-7f3a9c51e0';
