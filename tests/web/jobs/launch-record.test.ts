import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { JobDesk } from '#lib/jobs/job-desk.ts';
import type { Act, SyncEngine } from '#lib/sync/engine.ts';
import { Model } from '#shared/catalogue/model.ts';
import { listPrompts } from '#shared/documents/shot-doc.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { composePrompt } from '#shared/storyboard/compose-prompt.ts';

const ULID = '01JXT22F1SEB16182Y36SZ9G6Y';
const project = ProjectId.parse(ULID);
const shot = ShotId.parse(ULID);
const model = Model.parse({
  ...{ id: 'x/y', provider: 'x', account: 'x', name: 'Y', purpose: 'image', price: null, retiresOn: null },
  isImitation: true,
  schema: { type: 'object', properties: { prompt: { type: 'string', 'x-role': 'prompt' } } },
});

test('V165: what is sent and what is recorded are the same words, with what was written and what was added', async () => {
  let done: Act | undefined;
  const act: SyncEngine['act'] = async (what) => {
    done = what;
  };
  const anya = { id: ULID, name: 'Аня', text: 'коса', kind: 'character' as const };
  const motifs = [{ ...anya, assets: [], order: '', deletedAt: null }];
  const { text, params, record } = composePrompt({ draft: 'План', motifs, schema: model.schema, params: {} });
  // The desk needs no more of it for this.
  const desk = new JobDesk({ act } as SyncEngine);
  await desk.launch({ project, shot, model, text, params, record: { ...record, headliner: ULID } });

  const doc = new Y.Doc();
  for (const { edit } of done?.edits ?? []) edit(doc);
  expect(done?.mutations).toMatchObject([{ kind: 'job.create', work: { text: 'План\n\nАня: коса' } }]);
  expect(listPrompts(doc)).toMatchObject([
    { text: 'План\n\nАня: коса', draft: 'План', shelf: [{ id: ULID, name: 'Аня' }], headliner: ULID },
  ]);
});
