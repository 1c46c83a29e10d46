import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { UnreadableFile } from '../../../web/src/lib/uploads/file-copier.ts';
import { createMemoryUploadStore } from '../../../web/src/lib/uploads/memory-upload-store.ts';
import type { UploadEntry, UploadView } from '../../../web/src/lib/uploads/upload-entry.ts';
import { UploadIntake } from '../../../web/src/lib/uploads/upload-intake.ts';
import type { UploadStore } from '../../../web/src/lib/uploads/upload-store.ts';

const project = ProjectId.parse('01J00000000000000000000PRJ');
const shot = ShotId.parse('01J00000000000000000000SHT');

function aFile(name: string, content: string) {
  const file = new File([content], name, { type: 'image/png' });
  return { file, name, type: 'image/png', kind: 'image' as const, project, shot };
}

describe('files that come in', () => {
  let store: UploadStore;
  let written: { id: string; sha256: string | null }[];
  let shown: UploadView[];
  let ready: { entry: UploadEntry; content: Blob | undefined }[];
  let failed: [string, string][];
  let intake: UploadIntake;
  /** Files whose reading waits till the test says so, or fails. */
  let read: (file: Blob) => Promise<void>;

  beforeEach(() => {
    [written, shown, ready, failed] = [[], [], [], []];
    read = async () => {};
    const memory = createMemoryUploadStore(async (file, { signal }) => {
      await read(file);
      signal.throwIfAborted();
      return {
        sha256: createHash('sha256')
          .update(await file.text())
          .digest('hex'),
      };
    });
    store = {
      ...memory,
      put: async (entry) => {
        written.push({ id: entry.id, sha256: entry.sha256 });
        await memory.put(entry);
      },
    };
    let n = 0;
    intake = new UploadIntake({
      store,
      newId: () => `01J0000000000000000000000${++n}`,
      nowMs: () => 1_000,
      makePicture: async () => undefined,
      shown: (view) => void shown.push(view),
      pictured: () => {},
      ready: (entry, content) => void ready.push({ entry, content }),
      failed: ({ name }, why) => void failed.push([name, why]),
    });
  });

  test('M62: the word of every file is written before the first content is read', async () => {
    const before: number[] = [];
    read = async () => void before.push(written.length);
    await intake.take([aFile('1.png', 'a'), aFile('2.png', 'b'), aFile('3.png', 'c')]);
    expect(before[0]).toBe(3);
    expect(ready.map(({ entry }) => entry.name)).toEqual(['1.png', '2.png', '3.png']);
    expect(ready.map(({ entry }) => entry.sha256?.length)).toEqual([64, 64, 64]);
    expect(new Set(shown.map(({ state }) => state))).toEqual(new Set(['copying']));
  });

  test('M63: what the device does not keep is handed on with its content', async () => {
    await intake.take([aFile('1.png', 'a')]);
    expect(await ready[0]?.content?.text()).toBe('a');
    expect(ready[0]?.entry.isKept).toBe(false);
  });

  test('a file that cannot be read any more leaves nothing, and the next ones come', async () => {
    read = async (file) => {
      if ((await file.text()) === 'a') throw new UnreadableFile();
    };
    await intake.take([aFile('1.png', 'a'), aFile('2.png', 'b')]);
    expect(failed).toEqual([['1.png', 'unreadable']]);
    expect((await store.list()).map(({ name }) => name)).toEqual(['2.png']);
  });

  test('a file that is cancelled while it is read is gone, and never sent', async () => {
    read = async () => intake.cancel(intake.copying().map(({ id }) => id));
    await intake.take([aFile('1.png', 'a'), aFile('2.png', 'b')]);
    expect([ready, failed, intake.copying()]).toEqual([[], [], []]);
    expect(await store.list()).toEqual([]);
  });

  test('a pause that is asked for meanwhile holds when the file is whole', async () => {
    read = async () => intake.pause(intake.copying().map(({ id }) => id));
    await intake.take([aFile('1.png', 'a')]);
    expect(ready[0]?.entry.isPaused).toBe(true);
  });

  test('M63: another file of the same name and size is not taken for the lost one', async () => {
    await intake.take([aFile('1.png', 'a')]);
    const [view] = shown;
    if (!view) throw new Error('nothing was shown');
    ready.length = 0;
    await intake.takeAgain(view, new File(['b'], '1.png'));
    expect(failed).toEqual([['1.png', 'other_file']]);
    expect(ready).toEqual([]);
    await intake.takeAgain(view, new File(['a'], '1.png'));
    expect(ready.map(({ entry }) => entry.id)).toEqual([view.id]);
  });

  test('V126: what a file says of itself is written down before the file can be sent, and goes with it', async () => {
    const order: string[] = [];
    const found = {
      tool: 'comfyui' as const,
      prompt: 'маяк',
      negative: null,
      model: 'sd',
      seed: '1',
      params: {},
    };
    const one = new UploadIntake({
      ...{ newId: () => '01J00000000000000000000001', nowMs: () => 1, makePicture: async () => undefined },
      store: { ...store, copyIn: async () => ({ sha256: 'a'.repeat(64), isKept: true, found }) },
      keepPrompt: async ({ shot: where }, { prompt }) => {
        order.push(`${prompt} in ${where}`);
        return '01J0000000000000000000PRMT';
      },
      ...{ shown: () => {}, pictured: () => {}, failed: () => {} },
      ready: (entry) => {
        order.push('ready');
        ready.push({ entry, content: undefined });
      },
    });
    await one.take([aFile('a.png', 'x')]);
    expect(order).toEqual([`маяк in ${shot}`, 'ready']);
    expect(ready[0]?.entry.found).toEqual({ prompt: '01J0000000000000000000PRMT', tool: 'comfyui' });
  });

  test('V126: a file without words, and a device that cannot write them down, hold nothing up', async () => {
    await intake.take([aFile('a.png', 'x')]);
    expect(ready[0]?.entry.found).toBeNull();
    const found = {
      tool: 'a1111' as const,
      prompt: 'x',
      negative: null,
      model: null,
      seed: null,
      params: {},
    };
    const one = new UploadIntake({
      ...{ newId: () => '01J00000000000000000000002', nowMs: () => 1, makePicture: async () => undefined },
      store: { ...store, copyIn: async () => ({ sha256: 'b'.repeat(64), isKept: true, found }) },
      keepPrompt: () => Promise.reject(new Error('the disk is full')),
      ...{ shown: () => {}, pictured: () => {}, failed: () => {} },
      ready: (entry) => void ready.push({ entry, content: undefined }),
    });
    await one.take([aFile('b.png', 'y')]);
    expect(ready[1]?.entry.found).toBeNull();
  });
});
