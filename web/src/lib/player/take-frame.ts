import { newUlid } from '#lib/new-id.ts';
import type { SyncEngine } from '#lib/sync/engine.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import {
  addPrompt,
  addTake,
  listPrompts,
  listTakes,
  listTrashed,
  type PromptRecord,
} from '#shared/documents/shot-doc.ts';
import { MutationId, type ShotId } from '#shared/ids.ts';
import type { FrameMoment } from '#shared/jobs/frame-work.ts';
import { JobId } from '#shared/jobs/job.ts';

type Engine = Pick<SyncEngine, 'act' | 'localCopy'>;

type Wish = {
  film: AssetRecord;
  at: FrameMoment;
  /** Where the picture comes to. */
  shot: ShotId;
  /** What has come of a take, as far as this device knows. */
  resultsOf: (take: string) => string[];
};

/**
 * A frame of a film becomes a picture of a shot: its prompt record, which names the film, its take and its job in one act, offline
 * too. A frame that stands in that shot already is not taken twice.
 */
export async function takeFrame(engine: Engine, wish: Wish): Promise<'asked' | 'taken'> {
  const { film, at, shot } = wish;
  const { project } = film;
  const doc = docNameOf({ kind: 'shot', project, shot });
  if (await isTaken(engine, wish)) return 'taken';
  const [prompt, take, job] = [newUlid(), newUlid(), JobId.parse(newUlid())];
  const createdAt = Date.now();
  const record: PromptRecord = {
    ...{ id: prompt, text: '', model: null, params: {}, createdAt },
    ...{ origin: 'written', source: film.id, frameAt: at },
  };
  await engine.act({
    edits: [
      {
        doc,
        edit: (copy) => {
          addPrompt(copy, record);
          addTake(copy, { id: take, prompt, job, createdAt });
        },
      },
    ],
    mutations: [
      {
        ...{ id: MutationId.parse(newUlid()), kind: 'job.frame', project, job },
        work: { kind: 'frame', project, shot, prompt, take, source: film.id, at },
      },
    ],
  });
  return 'asked';
}

/** Thrown away, it may be taken anew. */
async function isTaken(engine: Engine, { film, at, shot, resultsOf }: Wish): Promise<boolean> {
  const copy = await engine.localCopy(docNameOf({ kind: 'shot', project: film.project, shot }));
  const trashed = listTrashed(copy);
  const prompts = new Set(
    listPrompts(copy).flatMap(({ id, source, frameAt }) =>
      source === film.id && frameAt === at ? [id] : [],
    ),
  );
  const takes = listTakes(copy).filter(({ id, prompt }) => prompts.has(prompt) && !trashed.has(id));
  copy.destroy();
  return takes.some(({ id }) => {
    const results = resultsOf(id);
    return results.length === 0 || results.some((asset) => !trashed.has(asset));
  });
}
