import { newUlid } from '#lib/new-id.ts';
import type { SyncEngine } from '#lib/sync/engine.ts';
import type { Model } from '#shared/catalogue/model.ts';
import { addPrompt, addTake } from '#shared/documents/shot-doc.ts';
import { MutationId, type ProjectId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import type { BulkLaunch } from '#shared/storyboard/bulk-lines.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import { listJobs, nameOf } from './read-bulk-shots.ts';

/** Another tab has been at this shot since the list was drawn up. */
class Overtaken extends Error {}

export type BulkOrder = {
  project: ProjectId;
  model: Model;
  /** Takes of each shot. */
  count: number;
  acceptsUnknownPrice: boolean;
};

/**
 * All takes of one shot are one act, and shot follows after shot: after a kill each has all of its launches or none, and the
 * same list made anew leaves out what was launched. Answers with the jobs that were asked for, as they stand in the outbox.
 */
export async function launchBulk(
  engine: SyncEngine,
  launches: BulkLaunch[],
  { order, onlaunched }: { order: BulkOrder; onlaunched: (jobs: string[]) => void },
): Promise<void> {
  for (const launch of launches) {
    try {
      onlaunched(await launchShot(engine, launch, order));
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
}

async function launchShot(
  engine: SyncEngine,
  { shot, text, params, price, record }: BulkLaunch,
  { project, model, count, acceptsUnknownPrice }: BulkOrder,
): Promise<string[]> {
  const createdAt = Date.now();
  const asked = Array.from({ length: count }, () => ({
    prompt: newUlid(),
    take: newUlid(),
    job: JobId.parse(newUlid()),
  }));
  await engine.act({
    edits: [
      {
        doc: nameOf(project, shot.id),
        edit: (doc) => {
          // Nothing is written when this throws.
          if (listJobs(doc).length !== shot.takes.length) throw new Overtaken();
          for (const { prompt, take, job } of asked) {
            addPrompt(doc, { ...record, id: prompt, text, model: model.id, params, createdAt });
            addTake(doc, { id: take, prompt, job, createdAt });
          }
        },
      },
    ],
    mutations: asked.map(
      ({ prompt, take, job }): Mutation => ({
        id: MutationId.parse(newUlid()),
        kind: 'job.create',
        project,
        job,
        work: { kind: 'generate', project, shot: shot.id, prompt, take, model: model.id, text, params },
        priority: 'batch',
        agreed: price,
        ...(price === null && acceptsUnknownPrice && { acceptsUnknownPrice }),
      }),
    ),
  });
  return asked.map(({ job }) => job);
}
