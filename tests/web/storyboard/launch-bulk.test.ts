import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { launchBulk } from '#lib/storyboard/bulk/launch-bulk.ts';
import { listJobs, nameOf } from '#lib/storyboard/bulk/read-bulk-shots.ts';
import type { Act, SyncEngine } from '#lib/sync/engine.ts';
import { Model } from '#shared/catalogue/model.ts';
import { listPrompts, listTakes } from '#shared/documents/shot-doc.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { type BulkLaunch, isRunning } from '#shared/storyboard/bulk-lines.ts';
import { Mutation } from '#shared/sync/mutation.ts';

const project = ProjectId.parse('01M7YSS39B8C4WD745HGW00000');
const model = Model.parse({
  id: 'imitation/image',
  provider: 'imitation',
  account: 'imitation',
  name: 'Имитация',
  purpose: 'image',
  schema: { type: 'object', properties: {} },
  price: null,
  retiresOn: null,
  isImitation: true,
});

/** A device that writes acts whole, and dies before the one with this number. */
class Device {
  readonly docs = new Map<string, Y.Doc>();
  readonly sent: Mutation[] = [];
  #left: number;

  constructor(dies = Number.POSITIVE_INFINITY) {
    this.#left = dies;
  }

  doc(name: string): Y.Doc {
    const doc = this.docs.get(name) ?? new Y.Doc();
    this.docs.set(name, doc);
    return doc;
  }

  lives(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }

  async act({ edits, mutations }: Act): Promise<void> {
    if (this.#left-- <= 0) throw new Error('the tab is gone');
    const updates = edits.map(({ doc, edit }) => {
      const copy = new Y.Doc();
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc(doc)));
      edit(copy);
      return { doc, update: Y.encodeStateAsUpdate(copy) };
    });
    for (const { doc, update } of updates) Y.applyUpdate(this.doc(doc), update);
    this.sent.push(...mutations);
  }

  get engine(): SyncEngine {
    return this as unknown as SyncEngine; // a launch of many asks an engine for nothing but acts
  }
}

const ids = [1, 2, 3, 4].map((n) => ShotId.parse(`01M7YSS39B8C4WD745HGW0001${n}`));

/** The list as it is drawn up from what stands on the device; the server has told of nothing yet. */
function listFor(device: Device): BulkLaunch[] {
  return ids.flatMap((id, n) => {
    const jobs = listJobs(device.doc(nameOf(project, id)));
    const takes = jobs.map(() => undefined);
    const shot = { id, number: n + 1, title: `Шот ${n + 1}`, note: '', draft: '', params: {}, takes };
    if (isRunning(shot)) return [];
    return [{ shot, text: shot.title, from: 'title' as const, params: {}, price: null, record: {} }];
  });
}

const order = { project, model, count: 2, acceptsUnknownPrice: true };
let told: string[] = [];
const onlaunched = (jobs: string[]) => told.push(...jobs);
beforeEach(() => {
  told = [];
});

describe('V27 a launch of many', () => {
  test('has all takes of a shot in one act, each with a prompt of its own, as batch', async () => {
    const device = new Device();
    await launchBulk(device.engine, listFor(device), { order, onlaunched });
    expect(device.sent).toHaveLength(8);
    for (const mutation of device.sent) {
      expect(Mutation.parse(mutation)).toMatchObject({
        priority: 'batch',
        agreed: null,
        acceptsUnknownPrice: true,
      });
    }
    for (const doc of device.docs.values()) {
      expect(listTakes(doc)).toHaveLength(2);
      expect(new Set(listTakes(doc).map(({ prompt }) => prompt)).size).toBe(listPrompts(doc).length);
    }
    expect(told).toEqual(device.sent.flatMap((one) => (one.kind === 'job.create' ? [one.job] : [])));
  });

  test.each([0, 1, 2, 3])(
    'broken off after %i shots leaves no half, and the rest goes once',
    async (dies) => {
      const device = new Device(dies);
      await expect(launchBulk(device.engine, listFor(device), { order, onlaunched })).rejects.toThrow('gone');
      expect(device.sent).toHaveLength(dies * 2);
      device.lives();
      await launchBulk(device.engine, listFor(device), { order, onlaunched });
      expect(device.sent).toHaveLength(8);
      expect([...device.docs.values()].map((doc) => listTakes(doc).length)).toEqual([2, 2, 2, 2]);
    },
  );

  test('a list that another tab was quicker with launches nothing twice', async () => {
    const device = new Device();
    const list = listFor(device);
    await launchBulk(device.engine, listFor(device).slice(0, 2), { order, onlaunched });
    await launchBulk(device.engine, list, { order, onlaunched });
    expect([...device.docs.values()].map((doc) => listTakes(doc).length)).toEqual([2, 2, 2, 2]);
    expect(device.sent).toHaveLength(8);
  });
});
