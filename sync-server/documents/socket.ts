/** The server's side of one websocket, so that tests can put their own wire under it. */
export type Socket = {
  send(bytes: Uint8Array): void;
  /** A close that the other side learns of; after a moment the line is cut whether it answered or not. */
  close(code: number, reason: string): void;
  /** What was sent but has not left this machine. */
  bufferedBytes(): number;
  /** Stops and goes on reading: the sender feels it as a full pipe. */
  pause(): void;
  resume(): void;
};
