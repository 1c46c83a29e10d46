import { newUlid } from '#lib/new-id.ts';
import type { Act, SyncEngine } from '#lib/sync/engine.ts';
import type { Drop, OutboxItem } from '#lib/sync/local-store.ts';
import { paramsFor } from '#shared/catalogue/form-fields.ts';
import type { Model } from '#shared/catalogue/model.ts';
import { priceOf } from '#shared/catalogue/price-of.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addPrompt, addTake, type PromptRecord, setMark } from '#shared/documents/shot-doc.ts';
import { MutationId, type ProjectId, type ShotId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import type { Decision } from '#shared/jobs/job-event.ts';
import type { JobRecord } from '#shared/jobs/job-record.ts';
import type { Mutation } from '#shared/sync/mutation.ts';

export type Launch = {
  project: ProjectId;
  shot: ShotId;
  model: Model;
  text: string;
  /** As they stand in the shot; what the model does not take is left out. */
  params: Record<string, unknown>;
  /** The person was told that nobody knows the price. */
  acceptsUnknownPrice?: boolean;
  /** A prompt of the shot that is asked once more as it stands; else this launch makes one of its own. */
  prompt?: string | undefined;
  /** What else its prompt record says of where its words come from. */
  record?: Origin;
};

type Origin = Partial<
  Pick<PromptRecord, 'draft' | 'shelf' | 'headliner' | 'origin' | 'parent' | 'remark' | 'source'>
>;

type Job = Pick<JobRecord, 'id' | 'project'>;

/** What people do to jobs: each is one act on this device, offline too. */
export class JobDesk {
  readonly #engine: SyncEngine;

  constructor(engine: SyncEngine) {
    this.#engine = engine;
  }

  /** The prompt, the take and the job of one launch: all of it or nothing. Returns the take. */
  async launch(launch: Launch): Promise<string> {
    return await this.launchAll([launch]);
  }

  /** Several launches of one press, all or none. Returns the last take. */
  async launchAll(launches: Launch[]): Promise<string> {
    const createdAt = Date.now();
    const parts = launches.map((launch) => launchParts(launch, createdAt));
    await this.#engine.act({
      edits: parts.map(({ edit }) => edit),
      mutations: parts.map(({ mutation }) => mutation),
    });
    return parts.at(-1)?.take ?? '';
  }

  cancel({ id, project }: Job): Promise<void> {
    return this.#engine.mutate({ id: newMutationId(), kind: 'job.cancel', project, job: id });
  }

  retry({ id, project }: Job): Promise<void> {
    return this.#engine.mutate({ id: newMutationId(), kind: 'job.retry', project, job: id });
  }

  prioritise({ id, project }: Job, priority: 'interactive' | 'batch'): Promise<void> {
    return this.#engine.mutate({ id: newMutationId(), kind: 'job.prioritise', project, job: id, priority });
  }

  decide({ id, project, openCall }: Job & Pick<JobRecord, 'openCall'>, choice: Decision): Promise<void> {
    const call = openCall?.id ?? null;
    return this.#engine.mutate({ id: newMutationId(), kind: 'job.decide', project, job: id, call, choice });
  }

  confirm(launches: OutboxItem[]): Promise<void> {
    return this.#engine.consent(launches.map(({ id }) => id));
  }

  /** Launches leave the device unsent and their takes the box; one that may have arrived is cancelled too. */
  giveUp(launches: Pick<OutboxItem, 'mutation' | 'fault'>[]): Promise<void> {
    const act: Act & { drops: Drop[] } = { edits: [], mutations: [], drops: [] };
    for (const { mutation, fault } of launches) {
      if (mutation.kind !== 'job.create') continue;
      const { project, shot } = mutation.work;
      const made = mutation.work.kind === 'edit' ? mutation.work.edit : mutation.work.take;
      act.edits.push({
        doc: docNameOf({ kind: 'shot', project, shot }),
        edit: (doc) => setMark(doc, made, { mark: 'deletedAt', value: Date.now() }),
      });
      const cancel: Mutation = { id: newMutationId(), kind: 'job.cancel', project, job: mutation.job };
      // Another tab may be sending it just now; only what the server has refused needs no cancelling.
      act.drops.push({ id: mutation.id, unlessUnsent: fault ? undefined : cancel });
    }
    return this.#engine.act(act);
  }

  /** A take that came to nothing leaves the box; what it made and cost stays on record. */
  hide(project: ProjectId, shot: ShotId, take: string): Promise<void> {
    const edit = (doc: Parameters<typeof setMark>[0]) =>
      setMark(doc, take, { mark: 'deletedAt', value: Date.now() });
    return this.#engine.act({
      edits: [{ doc: docNameOf({ kind: 'shot', project, shot }), edit }],
      mutations: [],
    });
  }
}

function launchParts(launch: Launch, createdAt: number) {
  const { project, shot, model, text, params, acceptsUnknownPrice } = launch;
  const [prompt, take, job] = [launch.prompt ?? newUlid(), newUlid(), JobId.parse(newUlid())];
  const asked = paramsFor(model.schema, params);
  const edit: Act['edits'][number] = {
    doc: docNameOf({ kind: 'shot', project, shot }),
    edit: (doc) => {
      // What is asked once more stands there already, and records are written once.
      addPrompt(doc, { ...launch.record, id: prompt, text, model: model.id, params: asked, createdAt });
      addTake(doc, { id: take, prompt, job, createdAt });
    },
  };
  const mutation: Mutation = {
    id: newMutationId(),
    kind: 'job.create',
    project,
    job,
    work: { kind: 'generate', project, shot, prompt, take, model: model.id, text, params: asked },
    priority: 'interactive',
    agreed: priceOf(model.price, model.schema, { params: asked, text }),
    ...(acceptsUnknownPrice && { acceptsUnknownPrice }),
  };
  return { take, edit, mutation };
}

function newMutationId(): MutationId {
  return MutationId.parse(newUlid());
}
