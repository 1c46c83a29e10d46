import { createContext } from 'svelte';
import type { SyncEngine } from '#lib/sync/engine.ts';
import type { ShotId } from '#shared/ids.ts';
import type { UploadBook } from './upload-book.svelte.ts';
import type { UploadPlace } from './upload-place.ts';

/** The way from pages to uploads, whose code comes with the first file. */
export class UploadDesk {
  readonly engine: SyncEngine;
  readonly user: string;
  book = $state.raw<UploadBook>();
  findPlace: (() => Promise<UploadPlace>) | undefined;
  #opening: Promise<UploadBook> | undefined;

  constructor(engine: SyncEngine, user: string) {
    this.engine = engine;
    this.user = user;
  }

  /** A page takes files from now on. Returns what ends it. */
  enter(findPlace: () => Promise<UploadPlace>): () => void {
    this.findPlace = findPlace;
    return () => {
      if (this.findPlace === findPlace) this.findPlace = undefined;
    };
  }

  async open(): Promise<UploadBook> {
    this.#opening ??= import('./open-book.ts').then(({ openBook }) => openBook(this.engine, this.user));
    this.book = await this.#opening;
    return this.book;
  }

  /** The person chooses files from the disk. */
  async pick(): Promise<void> {
    const { pickFiles } = await import('./pick-files.ts');
    await pickFiles(this);
  }

  /** What stands for a shot till the server has a picture of its own: of which asset, and where it is. */
  forShot(shot: ShotId): { asset: string; url: string } | undefined {
    return this.book?.pictures.get(shot);
  }

  /** Files that stand on this device alone, whether a page has looked at them or not. */
  async countUnsent(): Promise<number> {
    const { hasUploads } = await import('./upload-folder.ts');
    if (!this.book && (await hasUploads(this.user))) await (await this.open()).kept;
    return this.book?.unsent ?? 0;
  }

  /** Signing out: nothing of this person's stays on the device. */
  async wipe(): Promise<void> {
    const { wipeUploads } = await import('./wipe-uploads.ts');
    this.close();
    this.book = undefined;
    await wipeUploads(this.user);
  }

  close(): void {
    this.book?.close();
  }
}

export const [getUploadDesk, setUploadDesk] = createContext<UploadDesk>();
