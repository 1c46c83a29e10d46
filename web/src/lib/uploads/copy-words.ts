/** What the page asks of the worker that reads files. Without a folder the file is read and not kept. */
export type CopyOrder = { id: string; file: Blob; folder: string[] | undefined };

/** What it answers: how far it is, and in the end what the file is, or that it cannot be read any more. */
export type CopyWord =
  | { type: 'read'; bytes: number }
  | { type: 'copied'; sha256: string; isKept: boolean }
  | { type: 'unreadable' };
