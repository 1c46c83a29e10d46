import type { FoundPrompt } from '#shared/imports/found-prompt.ts';
import type { UploadEntry } from './upload-entry.ts';

/** Files of one person that wait on this device. A put that has resolved survives the tab. */
export type UploadStore = {
  list(): Promise<UploadEntry[]>;
  put(entry: UploadEntry): Promise<void>;
  /** Reads a file to its end and, where there is room, keeps a copy of it; answers what it is. */
  copyIn(id: string, file: Blob, follow: CopyFollower & { sidecar?: Blob }): Promise<Copied>;
  content(id: string): Promise<Blob | undefined>;
  dropContent(id: string): Promise<void>;
  picture(id: string): Promise<Blob | undefined>;
  putPicture(id: string, picture: Blob): Promise<void>;
  remove(id: string): Promise<void>;
  close(): void;
};

export type CopyFollower = { onRead: (bytes: number) => void; signal: AbortSignal };
/** `found` is what the file, or what lies beside it, says of how it was made. */
export type Copied = { sha256: string; isKept: boolean; found?: FoundPrompt | null };
