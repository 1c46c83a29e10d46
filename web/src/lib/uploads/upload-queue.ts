import type { Fault } from '#shared/fault.ts';
import { PIECE_BYTES } from '#shared/uploads/protocol.ts';
import type { UploadState } from '#shared/uploads/upload-state.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { UploadEntry, UploadView } from './upload-entry.ts';
import type { UploadLine } from './upload-line.ts';
import type { UploadStore } from './upload-store.ts';

const AT_ONCE = 2;

export type QueuePorts = {
  store: Pick<UploadStore, 'put' | 'content' | 'dropContent' | 'remove'>;
  line: UploadLine;
  isOnline: () => boolean;
  /** Resolves when the server knows the project and the shot that the file is for. */
  ready: (entry: UploadEntry, signal: AbortSignal) => Promise<void>;
  /** Runs later; returns what calls it off. */
  after: (delayMs: number, run: () => void) => () => void;
  changed: (id: string) => void;
};

type Item = {
  entry: UploadEntry;
  state: UploadState;
  sentBytes: number;
  isSame: boolean;
  /** Content that only this tab has. */
  content: Blob | undefined;
  url: string | undefined;
  tries: number;
  run: AbortController | undefined;
  callOff: (() => void) | undefined;
};

/** Brings files to the server, two at a time. One tab of the device runs it for all of them. */
export class UploadQueue {
  readonly #ports: QueuePorts;
  readonly #items = new Map<string, Item>();
  #isSignedOut = false;
  #isClosed = false;

  constructor(ports: QueuePorts) {
    this.#ports = ports;
  }

  get isSignedOut(): boolean {
    return this.#isSignedOut;
  }

  views(): UploadView[] {
    return [...this.#items.values()].map(viewOf);
  }

  view(id: string): UploadView | undefined {
    const item = this.#items.get(id);
    return item && viewOf(item);
  }

  /** A file of this device, or one whose content somebody holds in memory. Said again, it is the newer word. */
  take(entry: UploadEntry, content?: Blob): void {
    const known = this.#items.get(entry.id);
    if (known?.run || known?.entry.isSent) return;
    known?.callOff?.();
    const item: Item = {
      entry,
      state: 'waiting',
      sentBytes: 0,
      isSame: false,
      content: content ?? known?.content,
      url: undefined,
      tries: 0,
      run: undefined,
      callOff: undefined,
    };
    item.state = stateOf(item);
    this.#items.set(entry.id, item);
    this.#changed(item);
    this.#pump();
  }

  pause(ids: Iterable<string>): void {
    for (const item of this.#found(ids)) {
      if (!['waiting', 'sending', 'retrying'].includes(item.state)) continue;
      this.#stop(item);
      this.#keep(item, { isPaused: true });
      this.#move(item, 'paused');
    }
    this.#pump();
  }

  /** Goes on with what was paused or has failed. */
  resume(ids: Iterable<string>): void {
    for (const item of this.#found(ids)) {
      if (!['paused', 'failed', 'retrying'].includes(item.state)) continue;
      this.#stop(item);
      item.tries = 0;
      this.#keep(item, { isPaused: false, fault: null });
      item.state = stateOf(item);
      this.#changed(item);
    }
    this.#pump();
  }

  async cancel(ids: Iterable<string>): Promise<void> {
    const gone = this.#found(ids);
    for (const item of gone) {
      this.#stop(item);
      this.#items.delete(item.entry.id);
      if (item.url !== undefined && !item.entry.isSent) void this.#ports.line.drop(item.url);
    }
    for (const { entry } of gone) {
      await this.#ports.store.remove(entry.id).catch(() => {});
      this.#ports.changed(entry.id);
    }
    this.#pump();
  }

  /** The picture of what was sent can be seen. */
  async seen(id: string): Promise<void> {
    const item = this.#items.get(id);
    if (item?.state !== 'processing') return;
    this.#move(item, 'done');
    await this.#ports.store.remove(id).catch(() => {});
  }

  /** The net or the person is back: whoever waits for that tries now. */
  awake(): void {
    this.#isSignedOut = false;
    for (const item of this.#items.values()) {
      if (item.state !== 'retrying' || item.entry.fault?.code === 'too_many_requests') continue;
      this.#stop(item);
      this.#move(item, 'waiting');
    }
    this.#pump();
  }

  close(): void {
    this.#isClosed = true;
    for (const item of this.#items.values()) this.#stop(item);
  }

  #found(ids: Iterable<string>): Item[] {
    return [...ids].flatMap((id) => this.#items.get(id) ?? []);
  }

  #stop(item: Item): void {
    item.run?.abort();
    item.run = undefined;
    item.callOff?.();
    item.callOff = undefined;
  }

  #move(item: Item, state: UploadState): void {
    item.state = state;
    this.#changed(item);
  }

  #changed(item: Item): void {
    this.#ports.changed(item.entry.id);
  }

  /** What the device knows of it; a device that cannot write has told so elsewhere, and the tab goes on. */
  #keep(item: Item, change: Partial<UploadEntry>): void {
    item.entry = { ...item.entry, ...change };
    void this.#ports.store.put(item.entry).catch(() => {});
  }

  #pump(): void {
    if (this.#isClosed || this.#isSignedOut || !this.#ports.isOnline()) return;
    const items = [...this.#items.values()];
    let free = AT_ONCE - items.filter(({ run }) => run).length;
    // The smallest rest first: most files are there soonest.
    const waiting = items.filter(({ state }) => state === 'waiting').sort(byRest);
    for (const item of waiting) {
      if (free-- <= 0) return;
      item.run = new AbortController();
      void this.#run(item, item.run.signal);
    }
  }

  async #run(item: Item, signal: AbortSignal): Promise<void> {
    this.#move(item, 'sending');
    const fault = await this.#bring(item, signal).catch((): Fault => ({ code: 'internal' }));
    if (signal.aborted || this.#items.get(item.entry.id) !== item) return;
    item.run = undefined;
    if (fault) this.#failed(item, fault);
    this.#pump();
  }

  /** All that is left of a file; answers what went wrong. */
  async #bring(item: Item, signal: AbortSignal): Promise<Fault | undefined> {
    const { line, store, ready } = this.#ports;
    await ready(item.entry, signal);
    if (signal.aborted) return undefined;
    const opened = await line.open(item.entry, signal);
    if (!opened.ok) return opened.fault;
    const { url } = opened.value;
    item.url = url;
    let { offset } = opened.value;
    const { sizeBytes } = item.entry;
    item.isSame = offset === sizeBytes && !item.entry.isBegun;
    this.#sent(item, offset);
    const content = offset < sizeBytes ? (item.content ?? (await store.content(item.entry.id))) : undefined;
    while (offset < sizeBytes) {
      if (signal.aborted) return undefined;
      if (!content || content.size !== sizeBytes) return this.#lose(item);
      if (!item.entry.isBegun) this.#keep(item, { isBegun: true });
      const from = offset;
      const sent = await line.send({ url, offset }, content.slice(offset, offset + PIECE_BYTES), {
        onSent: (bytes) => this.#sent(item, Math.min(sizeBytes, from + bytes)),
        signal,
      });
      if (signal.aborted) return undefined;
      if (sent.ok) offset = sent.value;
      else if (sent.fault.code === 'upload_moved_on' && sent.fault.offset > from) offset = sent.fault.offset;
      else return sent.fault;
      // A server that takes nothing and complains of nothing is not asked for ever.
      if (offset <= from) return { code: 'internal' };
      item.tries = 0;
      this.#sent(item, offset);
    }
    await this.#finish(item);
    return undefined;
  }

  #sent(item: Item, bytes: number): void {
    item.sentBytes = bytes;
    this.#changed(item);
  }

  #lose(item: Item): undefined {
    item.content = undefined;
    this.#keep(item, { isKept: false });
    this.#move(item, 'lost');
    return undefined;
  }

  async #finish(item: Item): Promise<void> {
    item.entry = { ...item.entry, isSent: true, fault: null };
    item.content = undefined;
    item.sentBytes = item.entry.sizeBytes;
    this.#move(item, 'processing');
    // First the word, then the content: a death in between leaves a copy too many, never one too few.
    await this.#ports.store.put(item.entry).catch(() => {});
    await this.#ports.store.dropContent(item.entry.id).catch(() => {});
  }

  #failed(item: Item, fault: Fault): void {
    if (fault.code === 'not_signed_in') {
      this.#isSignedOut = true;
      this.#move(item, 'waiting');
      return;
    }
    item.tries++;
    const delayMs = retryDelayMs(fault, item.tries);
    if (delayMs === undefined) {
      this.#keep(item, { fault });
      this.#move(item, 'failed');
      return;
    }
    item.entry = { ...item.entry, fault };
    item.callOff = this.#ports.after(delayMs, () => {
      item.callOff = undefined;
      this.#move(item, 'waiting');
      this.#pump();
    });
    this.#move(item, 'retrying');
  }
}

function stateOf({ entry, content }: Pick<Item, 'entry' | 'content'>): UploadState {
  if (entry.isSent) return 'processing';
  if (!entry.isKept && !content) return 'lost';
  if (entry.fault) return 'failed';
  return entry.isPaused ? 'paused' : 'waiting';
}

function byRest(a: Item, b: Item): number {
  const rest = ({ entry, sentBytes }: Item) => entry.sizeBytes - sentBytes;
  return rest(a) - rest(b) || a.entry.place - b.entry.place;
}

/** An upload as it stands on the device while nobody has begun to send. */
export function keptView(entry: UploadEntry): UploadView {
  const item = { entry, content: undefined };
  return viewOf({ ...item, state: stateOf(item), sentBytes: 0, isSame: false });
}

function viewOf({
  entry,
  state,
  sentBytes,
  isSame,
}: Pick<Item, 'entry' | 'state' | 'sentBytes' | 'isSame'>): UploadView {
  const { id, project, shot, name, kind, sizeBytes, place, isKept, found } = entry;
  const fault = state === 'failed' || state === 'retrying' ? entry.fault : null;
  const movedBytes = entry.isSent ? sizeBytes : sentBytes;
  return {
    ...{ id, project, shot, name, kind, sizeBytes, place, isKept, found },
    ...{ state, movedBytes, fault, isSame },
  };
}
