import type { Result } from '#shared/result.ts';
import type { UploadEntry } from './upload-entry.ts';

/** Where an upload goes on: its address, and how much of it the server has. */
export type Opened = { url: string; offset: number };

/** The way to the server. */
export type UploadLine = {
  /** Makes the upload known; said again it answers where it stands. */
  open(entry: UploadEntry, signal: AbortSignal): Promise<Result<Opened>>;
  /** Sends one piece; answers how much the server has now. */
  send(at: Opened, piece: Blob, follow: SendFollower): Promise<Result<number>>;
  /** Nobody wants it any more. Best effort: the server forgets it by itself in the end. */
  drop(url: string): Promise<void>;
};

export type SendFollower = { onSent: (bytes: number) => void; signal: AbortSignal };
