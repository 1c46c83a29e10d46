import type { FoundPrompt } from '#shared/imports/found-prompt.ts';
import type { UploadEntry } from './upload-entry.ts';
import type { CopyFollower, UploadStore } from './upload-store.ts';

export type ReadFile = (
  file: Blob,
  follow: CopyFollower & { sidecar?: Blob },
) => Promise<{ sha256: string; found?: FoundPrompt | null }>;

/** For browsers that keep nothing, as without TLS: everything lives in the tab. */
export function createMemoryUploadStore(read: ReadFile): UploadStore {
  const entries = new Map<string, UploadEntry>();
  const pictures = new Map<string, Blob>();
  return {
    list: async () => [...entries.values()],
    put: async (entry) => void entries.set(entry.id, entry),
    copyIn: async (_id, file, follow) => ({ ...(await read(file, follow)), isKept: false }),
    content: async () => undefined,
    dropContent: async () => {},
    picture: async (id) => pictures.get(id),
    putPicture: async (id, picture) => void pictures.set(id, picture),
    remove: async (id) => {
      entries.delete(id);
      pictures.delete(id);
    },
    close: () => {},
  };
}
