import type { FoundPrompt } from '#shared/imports/found-prompt.ts';

/** What the page asks of the worker that reads files. Without a folder the file is read and not kept. */
export type CopyOrder = { id: string; file: Blob; sidecar?: Blob; folder: string[] | undefined };

/** What it answers: how far it is, and in the end what the file is, or that it cannot be read any more. */
export type CopyWord =
  | { type: 'read'; bytes: number }
  | { type: 'copied'; sha256: string; isKept: boolean; found: FoundPrompt | null }
  | { type: 'unreadable' };

/** What lies beside a file goes along when there is such a thing. */
export function besideOf({ sidecar }: { sidecar?: Blob | undefined }): { sidecar?: Blob } {
  return sidecar ? { sidecar } : {};
}
