import { newUlid } from '#lib/new-id.ts';
import type { Act, SyncEngine } from '#lib/sync/engine.ts';
import { paramsFor } from '#shared/catalogue/form-fields.ts';
import type { Model } from '#shared/catalogue/model.ts';
import { priceOf } from '#shared/catalogue/price-of.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addEdit, type EditRecord } from '#shared/documents/edit-record.ts';
import { addPrompt, addTake, type PromptRecord } from '#shared/documents/shot-doc.ts';
import { MutationId, type ProjectId, type ShotId } from '#shared/ids.ts';
import type { EditWork } from '#shared/jobs/edit-work.ts';
import { JobId } from '#shared/jobs/job.ts';
import { askedOf } from '#shared/smart-edit/edit-request.ts';

type Place = { project: ProjectId; shot: ShotId };

/** What a remark is about; a draft has no id and becomes a record with it. */
export type EditBase = Pick<PromptRecord, 'text' | 'model' | 'params'> & { id: string | undefined };

export type Remark = {
  base: EditBase;
  source: string | null;
  remark: string;
  locked: string[];
  model: Model;
  acceptsUnknownPrice: boolean;
};

/** The price of asking, and what is asked: the server counts the same. */
export function priceOfRemark(work: Pick<EditWork, 'text' | 'remark' | 'locked'>, model: Model) {
  const asked = askedOf({ ...work, kind: 'edit', language: 'ru' }, model);
  return priceOf(asked.model.price, asked.model.schema, asked);
}

/** The remark, the prompt that it is about and its job: all of it or nothing. Returns the edit. */
export async function askForEdit(
  engine: SyncEngine,
  { project, shot }: Place,
  { base, source, remark, locked, model, acceptsUnknownPrice }: Remark,
): Promise<string> {
  const [edit, prompt, job] = [newUlid(), base.id ?? newUlid(), JobId.parse(newUlid())];
  const createdAt = Date.now();
  const work: EditWork = {
    ...{ kind: 'edit', project, shot, edit, prompt, model: model.id, text: base.text, remark, locked },
    language: 'ru',
  };
  await engine.act({
    edits: [
      inShot({ project, shot }, (doc) => {
        const { text, model: made, params } = base;
        // One that was launched stands there already, and records are written once.
        addPrompt(doc, { id: prompt, text, model: made, params, createdAt, origin: 'written' });
        addEdit(doc, { id: edit, prompt, source, remark, locked, model: model.id, job, createdAt });
      }),
    ],
    mutations: [
      {
        ...{ id: MutationId.parse(newUlid()), kind: 'job.create', project, job, work },
        priority: 'interactive',
        agreed: priceOfRemark(work, model),
        ...(acceptsUnknownPrice && { acceptsUnknownPrice }),
      },
    ],
  });
  return edit;
}

export type Accepted = {
  edit: EditRecord;
  text: string;
  model: Model;
  params: Record<string, unknown>;
  acceptsUnknownPrice: boolean;
};

/** The rewritten prompt with where it comes from, its take and its job: all of it or nothing. Returns the take. */
export async function launchEdit(
  engine: SyncEngine,
  { project, shot }: Place,
  { edit, text, model, params, acceptsUnknownPrice }: Accepted,
): Promise<string> {
  const [prompt, take, job] = [newUlid(), newUlid(), JobId.parse(newUlid())];
  const asked = paramsFor(model.schema, params);
  const createdAt = Date.now();
  await engine.act({
    edits: [
      inShot({ project, shot }, (doc) => {
        const { remark, source, prompt: parent, id } = edit;
        addPrompt(doc, {
          ...{ id: prompt, text, model: model.id, params: asked, createdAt },
          ...{ origin: 'edit', parent, remark, source, edit: id },
        });
        addTake(doc, { id: take, prompt, job, createdAt });
      }),
    ],
    mutations: [
      {
        ...{ id: MutationId.parse(newUlid()), kind: 'job.create', project, job },
        work: { kind: 'generate', project, shot, prompt, take, model: model.id, text, params: asked },
        priority: 'interactive',
        agreed: priceOf(model.price, model.schema, { params: asked, text }),
        ...(acceptsUnknownPrice && { acceptsUnknownPrice }),
      },
    ],
  });
  return take;
}

function inShot({ project, shot }: Place, edit: Act['edits'][number]['edit']): Act['edits'][number] {
  return { doc: docNameOf({ kind: 'shot', project, shot }), edit };
}
