import { beforeEach, describe, expect, test } from 'vitest';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { PIECE_BYTES } from '#shared/uploads/protocol.ts';
import type { UploadEntry } from '../../../web/src/lib/uploads/upload-entry.ts';
import { UploadQueue } from '../../../web/src/lib/uploads/upload-queue.ts';
import { FakeLine } from './a-line.ts';

/** The store of a device that outlives the tab. */
class Device {
  entries = new Map<string, UploadEntry>();
  contents = new Map<string, Blob>();
  put = async (entry: UploadEntry) => void this.entries.set(entry.id, entry);
  content = async (id: string) => this.contents.get(id);
  dropContent = async (id: string) => void this.contents.delete(id);
  remove = async (id: string) => {
    this.entries.delete(id);
    this.contents.delete(id);
  };
}

/** Time goes on when it is told to. */
class Timers {
  #nowMs = 0;
  #timers = new Map<object, { atMs: number; run: () => void }>();
  after = (delayMs: number, run: () => void) => {
    const key = {};
    this.#timers.set(key, { atMs: this.#nowMs + delayMs, run });
    return () => void this.#timers.delete(key);
  };
  async pass(ms: number): Promise<void> {
    this.#nowMs += ms;
    for (const [key, { atMs, run }] of this.#timers) {
      if (atMs > this.#nowMs) continue;
      this.#timers.delete(key);
      run();
    }
    await settled();
  }
  get delaysMs(): number[] {
    return [...this.#timers.values()].map(({ atMs }) => atMs - this.#nowMs);
  }
}

let device: Device;
let line: FakeLine;
let timers: Timers;
let isOnline = true;
let queue: UploadQueue;

function openQueue(): UploadQueue {
  return new UploadQueue({
    store: device,
    line,
    isOnline: () => isOnline,
    ready: async () => {},
    after: timers.after,
    changed: () => {},
  });
}

function anEntry(n: number, sizeBytes: number): UploadEntry {
  const id = `01J0000000000000000000000${n}`;
  const entry: UploadEntry = {
    id,
    project: ProjectId.parse('01J00000000000000000000PRJ'),
    shot: ShotId.parse('01J00000000000000000000SHT'),
    name: `${n}.png`,
    type: 'image/png',
    kind: 'image',
    sizeBytes,
    sha256: String(n).repeat(64),
    addedAtMs: 1,
    place: n,
    isKept: true,
    isPaused: false,
    isBegun: false,
    isSent: false,
    fault: null,
  };
  device.entries.set(id, entry);
  device.contents.set(id, new Blob([new Uint8Array(sizeBytes)]));
  return entry;
}

/** All that can happen without time going on has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function states(): string[] {
  return queue.views().map(({ state }) => state);
}

beforeEach(() => {
  device = new Device();
  line = new FakeLine();
  timers = new Timers();
  isOnline = true;
  queue = openQueue();
});

describe('a queue of files', () => {
  test('a file goes piece by piece, and its content leaves the device only when the server has all of it', async () => {
    const entry = anEntry(1, PIECE_BYTES + 10);
    queue.take(entry);
    await settled();
    expect(line.sent.map(({ offset, bytes }) => [offset, bytes])).toEqual([
      [0, PIECE_BYTES],
      [PIECE_BYTES, 10],
    ]);
    expect(states()).toEqual(['processing']);
    expect(device.contents.size).toBe(0);
    expect(device.entries.get(entry.id)?.isSent).toBe(true);
    await queue.seen(entry.id);
    expect(states()).toEqual(['done']);
    expect(device.entries.size).toBe(0);
  });

  test('two go at once, the smallest rest first', async () => {
    let open = () => {};
    line.gate = new Promise((resolve) => (open = resolve));
    for (const entry of [anEntry(1, 300), anEntry(2, 200), anEntry(3, 100)]) queue.take(entry);
    await settled();
    expect(line.opened.length).toBe(2);
    open();
    line.gate = undefined;
    await settled();
    expect(states()).toEqual(['processing', 'processing', 'processing']);
    queue.close();
    queue = openQueue();
    isOnline = false;
    for (const entry of [anEntry(4, 300), anEntry(5, 100), anEntry(6, 200)]) queue.take(entry);
    isOnline = true;
    queue.awake();
    await settled();
    expect(line.opened.slice(3).map((id) => id.at(-1))).toEqual(['5', '6', '4']);
    // They stand as the person brought them.
    expect(queue.views().map(({ name }) => name)).toEqual(['4.png', '5.png', '6.png']);
  });

  test('content that the server has already is not sent', async () => {
    const entry = anEntry(1, 500);
    line.known.add(entry.sha256 ?? '');
    queue.take(entry);
    await settled();
    expect(line.sent).toEqual([]);
    expect(queue.views()).toMatchObject([{ state: 'processing', isSame: true }]);
  });

  test('a piece that was cut goes on where the server stands, after a moment', async () => {
    line.cutAfterBytes = 1000;
    queue.take(anEntry(1, 5000));
    await settled();
    expect(states()).toEqual(['retrying']);
    expect(timers.delaysMs).toEqual([1000]);
    await timers.pass(1000);
    expect(line.sent.map(({ offset, bytes }) => [offset, bytes])).toEqual([
      [0, 5000],
      [1000, 4000],
    ]);
    expect(states()).toEqual(['processing']);
    // What a part of had to be sent is no «already there».
    expect(queue.views()[0]?.isSame).toBe(false);
  });

  test('a tab that dies in the middle of a file sends at most one piece again', async () => {
    const entry = anEntry(1, 3 * PIECE_BYTES);
    line.cutAfterBytes = 777;
    queue.take(entry);
    await settled();
    queue.close();
    const before = line.sent.length;
    queue = openQueue();
    for (const kept of device.entries.values()) queue.take(kept);
    await settled();
    expect(states()).toEqual(['processing']);
    const again = line.sent.slice(before);
    expect(again[0]?.offset).toBe(777);
    expect(again.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(entry.sizeBytes - 777);
    expect(queue.views()[0]?.isSame).toBe(false);
  });

  test('a file whose last answer was lost is not told to have been there before', async () => {
    const entry = anEntry(1, 500);
    line.cutAfterBytes = 500;
    queue.take(entry);
    await settled();
    queue.close();
    queue = openQueue();
    for (const kept of device.entries.values()) queue.take(kept);
    await settled();
    expect(line.sent.length).toBe(1);
    expect(queue.views()).toMatchObject([{ state: 'processing', isSame: false }]);
  });

  test('the server knows better where a file stands', async () => {
    const entry = anEntry(1, 5000);
    line.kept.set(entry.id, { size: 5000, offset: 0 });
    line.troubles.push({ code: 'unreachable' });
    queue.take(entry);
    await settled();
    expect(states()).toEqual(['retrying']);
    // Another tab has sent half of it meanwhile, after this one had asked.
    const open = line.open.bind(line);
    line.open = async (asked) => {
      const opened = await open(asked);
      const kept = line.kept.get(asked.id);
      if (kept) kept.offset = 2500;
      return opened;
    };
    await timers.pass(1000);
    expect(states()).toEqual(['processing']);
    expect(line.sent).toEqual([{ id: entry.id, offset: 2500, bytes: 2500 }]);
  });

  test('without a net nothing is asked, and everything goes on by itself', async () => {
    isOnline = false;
    queue.take(anEntry(1, 100));
    await settled();
    expect([states(), line.opened]).toEqual([['waiting'], []]);
    isOnline = true;
    queue.awake();
    await settled();
    expect(states()).toEqual(['processing']);
  });

  test('an unreachable server is asked less and less often, and at once when the net is back', async () => {
    queue.take(anEntry(1, 100));
    line.troubles.push(...Array.from({ length: 8 }, () => ({ code: 'unreachable' as const })));
    const delays: number[] = [];
    for (let n = 0; n < 7; n++) {
      await settled();
      delays.push(...timers.delaysMs);
      await timers.pass(timers.delaysMs[0] ?? 0);
    }
    expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    queue.awake();
    await settled();
    expect(states()).toEqual(['processing']);
    expect(timers.delaysMs).toEqual([]);
  });

  test('who has to sign in keeps his files, and nobody is asked till then', async () => {
    line.troubles.push({ code: 'not_signed_in' });
    queue.take(anEntry(1, 100));
    queue.take(anEntry(2, 100));
    await settled();
    queue.take(anEntry(3, 100));
    await settled();
    expect(queue.isSignedOut).toBe(true);
    expect(queue.views()[2]?.state).toBe('waiting');
    queue.awake();
    await settled();
    expect(states()).toEqual(['processing', 'processing', 'processing']);
  });

  test('a refusal stays till the person says more, and is there after a reload', async () => {
    const entry = anEntry(1, 100);
    line.troubles.push({ code: 'forbidden' });
    queue.take(entry);
    await settled();
    expect(queue.views()).toMatchObject([{ state: 'failed', fault: { code: 'forbidden' } }]);
    queue.close();
    queue = openQueue();
    for (const kept of device.entries.values()) queue.take(kept);
    expect(states()).toEqual(['failed']);
    queue.resume([entry.id]);
    await settled();
    expect(states()).toEqual(['processing']);
  });

  test('a server that only fails is given up in the end', async () => {
    line.troubles.push(...Array.from({ length: 6 }, () => ({ code: 'internal' as const })));
    queue.take(anEntry(1, 100));
    for (let n = 0; n < 6; n++) {
      await settled();
      await timers.pass(60_000);
    }
    expect(states()).toEqual(['failed']);
  });

  test('a pause outlives the tab; going on sends the rest', async () => {
    let open = () => {};
    line.gate = new Promise((resolve) => (open = resolve));
    const entry = anEntry(1, PIECE_BYTES + 1);
    queue.take(entry);
    await settled();
    queue.pause([entry.id]);
    open();
    line.gate = undefined;
    await settled();
    expect(states()).toEqual(['paused']);
    queue.close();
    queue = openQueue();
    for (const kept of device.entries.values()) queue.take(kept);
    await settled();
    expect([states(), line.sent]).toEqual([['paused'], []]);
    queue.resume([entry.id]);
    await settled();
    expect(states()).toEqual(['processing']);
  });

  test('a cancelled file is gone from the device and from the server', async () => {
    line.cutAfterBytes = 10;
    const entry = anEntry(1, 100);
    queue.take(entry);
    await settled();
    await queue.cancel([entry.id]);
    await timers.pass(60_000);
    expect(queue.views()).toEqual([]);
    expect([device.entries.size, device.contents.size]).toEqual([0, 0]);
    expect(line.dropped).toEqual([entry.id]);
  });

  test('content that died with another tab has to be picked again, and goes on where it stood', async () => {
    const entry = { ...anEntry(1, 100), isKept: false };
    line.kept.set(entry.id, { size: 100, offset: 60 });
    queue.take(entry);
    await settled();
    expect(states()).toEqual(['lost']);
    queue.take(entry, device.contents.get(entry.id));
    await settled();
    expect(states()).toEqual(['processing']);
    expect(line.sent).toEqual([{ id: entry.id, offset: 60, bytes: 40 }]);
  });

  test('an upload that the server has forgotten begins anew', async () => {
    const entry = anEntry(1, 100);
    line.troubles.push({ code: 'not_found' });
    queue.take(entry);
    await settled();
    await timers.pass(1000);
    expect(states()).toEqual(['processing']);
  });
});
