import type { Fault } from '#shared/fault.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';
import type { UploadState } from '#shared/uploads/upload-state.ts';
import { besideOf } from './copy-words.ts';
import { UnreadableFile } from './file-copier.ts';
import type { KeepPrompt } from './keep-prompt.ts';
import { makePicture } from './make-picture.ts';
import type { SortedFile } from './sort-files.ts';
import type { UploadEntry, UploadView } from './upload-entry.ts';
import type { Copied, UploadStore } from './upload-store.ts';

export type NewUpload = Omit<SortedFile, 'path'> & { project: ProjectId; shot: ShotId };

export type IntakePorts = {
  store: UploadStore;
  newId: () => string;
  nowMs: () => number;
  makePicture?: typeof makePicture;
  /** Writes down in the shot what the file says of how it was made. */
  keepPrompt?: KeepPrompt;
  shown: (view: UploadView) => void;
  pictured: (id: string, picture: Blob) => void;
  /** It can be sent; with its content when the device does not keep it. */
  ready: (entry: UploadEntry, content: Blob | undefined) => void;
  failed: (entry: UploadEntry, why: 'unreadable' | 'other_file') => void;
};

/** Takes new files in: first what is known of them, then, one after the other, their content. */
export class UploadIntake {
  readonly #ports: IntakePorts;
  readonly #paused = new Set<string>();
  readonly #copies = new Map<string, { view: UploadView; stop: AbortController }>();
  #turn: Promise<void> = Promise.resolve();
  #pictureTurn: Promise<void> = Promise.resolve();

  constructor(ports: IntakePorts) {
    this.#ports = ports;
  }

  /** Files that are being read by this tab. */
  copying(): UploadView[] {
    return [...this.#copies.values()].map(({ view }) => view);
  }

  has(id: string): boolean {
    return this.#copies.has(id);
  }

  async take(uploads: NewUpload[]): Promise<void> {
    const addedAtMs = this.#ports.nowMs();
    const entries = uploads.map((upload, n) =>
      this.#enter(upload, { addedAtMs, place: addedAtMs * 1000 + n }),
    );
    // A tab that dies now has told what was lost, by name.
    await Promise.all(entries.map(({ entry }) => this.#ports.store.put(entry).catch(() => {})));
    for (const { entry, file, sidecar } of entries) {
      this.#turn = this.#turn.then(() => this.#copy(entry, file, sidecar));
      this.#pictureTurn = this.#pictureTurn.then(() => this.#picture(entry, file));
    }
    await this.#turn;
  }

  /** The content of a file that was lost, picked again. */
  async takeAgain(view: UploadView, file: File): Promise<void> {
    const entry = (await this.#ports.store.list()).find(({ id }) => id === view.id);
    if (!entry) return;
    this.#enterCopy(entry);
    this.#turn = this.#turn.then(() => this.#copy({ ...entry, fault: null }, file));
    await this.#turn;
  }

  #enter(
    { file, name, type, kind, project, shot, sidecar }: NewUpload,
    { addedAtMs, place }: { addedAtMs: number; place: number },
  ): { entry: UploadEntry; file: File; sidecar: File | undefined } {
    const entry: UploadEntry = {
      id: this.#ports.newId(),
      project,
      shot,
      name,
      type,
      kind,
      sizeBytes: file.size,
      sha256: null,
      addedAtMs,
      place,
      isKept: false,
      isPaused: false,
      isBegun: false,
      isSent: false,
      fault: null,
    };
    this.#enterCopy(entry);
    return { entry, file, sidecar };
  }

  #enterCopy(entry: UploadEntry): void {
    const view = viewOfEntry(entry, 'copying', 0);
    this.#copies.set(entry.id, { view, stop: new AbortController() });
    this.#ports.shown(view);
  }

  async #copy(entry: UploadEntry, file: File, sidecar?: File): Promise<void> {
    const copy = this.#copies.get(entry.id);
    if (!copy || copy.stop.signal.aborted) return;
    const onRead = (bytes: number) => {
      copy.view = viewOfEntry(entry, 'copying', bytes);
      this.#ports.shown(copy.view);
    };
    try {
      const copied = await this.#ports.store.copyIn(entry.id, file, {
        ...besideOf({ sidecar }),
        onRead,
        signal: copy.stop.signal,
      });
      const { sha256, isKept } = copied;
      if (copy.stop.signal.aborted) return;
      if (entry.sha256 !== null && entry.sha256 !== sha256) {
        this.#copies.delete(entry.id);
        return this.#ports.failed(entry, 'other_file');
      }
      // First the record, then the file that names it: a death in between leaves a prompt too many, never a name of nothing.
      const found = entry.found ?? (await this.#keepPrompt(entry, copied.found));
      if (copy.stop.signal.aborted) return;
      const whole = { ...entry, sha256, isKept, found, isPaused: this.#paused.has(entry.id) };
      // Without room even for the word the file goes from memory, as one that is too large.
      await this.#ports.store.put(whole).catch(() => {});
      this.#copies.delete(entry.id);
      if (!copy.stop.signal.aborted) this.#ports.ready(whole, isKept ? undefined : file);
    } catch (error) {
      if (copy.stop.signal.aborted) return;
      this.#copies.delete(entry.id);
      await this.#ports.store.remove(entry.id).catch(() => {});
      if (!(error instanceof UnreadableFile)) console.error(error);
      this.#ports.failed(entry, 'unreadable');
    }
  }

  async #keepPrompt(entry: UploadEntry, found: Copied['found']): Promise<UploadEntry['found']> {
    if (!found || !this.#ports.keepPrompt) return null;
    try {
      return { prompt: await this.#ports.keepPrompt(entry, found), tool: found.tool };
    } catch {
      // A device that cannot write has told so elsewhere; the file goes without its words.
      return null;
    }
  }

  async #picture(entry: UploadEntry, file: File): Promise<void> {
    if (this.#copies.get(entry.id)?.stop.signal.aborted) return;
    const picture = await (this.#ports.makePicture ?? makePicture)(file, entry.kind);
    if (!picture) return;
    await this.#ports.store.putPicture(entry.id, picture).catch(() => {});
    this.#ports.pictured(entry.id, picture);
  }

  /** What is still read is sent no sooner than it is told to go on. */
  pause(ids: Iterable<string>): void {
    for (const id of ids) if (this.#copies.has(id)) this.#paused.add(id);
  }

  resume(ids: Iterable<string>): void {
    for (const id of ids) this.#paused.delete(id);
  }

  cancel(ids: Iterable<string>): void {
    for (const id of ids) {
      const copy = this.#copies.get(id);
      if (!copy) continue;
      copy.stop.abort();
      this.#copies.delete(id);
      void this.#ports.store.remove(id).catch(() => {});
    }
  }
}

function viewOfEntry(entry: UploadEntry, state: UploadState, movedBytes: number): UploadView {
  const { id, project, shot, name, kind, sizeBytes, place, isKept, found } = entry;
  const fault: Fault | null = null;
  return {
    ...{ id, project, shot, name, kind, sizeBytes, place, isKept, found },
    ...{ state, movedBytes, fault, isSame: false },
  };
}
