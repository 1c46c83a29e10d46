/** What a frame of the server means to the load generator; markers are searched in the raw bytes, not here. */
export type Incoming =
  | { kind: 'step1'; stateVector: Uint8Array }
  | { kind: 'step2'; update: Uint8Array }
  | { kind: 'update'; update: Uint8Array }
  /** `total` counts the acknowledged frames of this socket; a server that acknowledges one by one leaves it out. */
  | { kind: 'ack'; total?: number }
  | { kind: 'other' };

/** How one server wants its bytes: the only thing that differs between the systems under test. */
export type Dialect = {
  acknowledges: boolean;
  socketPath(doc: string): string;
  /** Frames that must precede everything else on a fresh socket. */
  greeting(doc: string): Uint8Array[];
  step1(doc: string, stateVector: Uint8Array): Uint8Array;
  step2(doc: string, update: Uint8Array): Uint8Array;
  update(doc: string, update: Uint8Array): Uint8Array;
  read(frame: Uint8Array): Incoming;
};
