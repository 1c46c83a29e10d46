const AGAIN_MS = 50;
const TRIES = 20;

/** Takes the files of one person off this device; another one's stay. */
export async function wipeUploads(user: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      const root = await navigator.storage.getDirectory();
      const all = await root.getDirectoryHandle('raskadr-uploads');
      await all.removeEntry(user, { recursive: true });
      return;
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'NoModificationAllowedError') return;
      // A file is still being written by a worker that has just been stopped.
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
