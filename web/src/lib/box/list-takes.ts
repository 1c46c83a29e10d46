import type { OutboxItem } from '#lib/sync/local-store.ts';
import { isHeld } from '#lib/sync/outbox.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { PromptRecord, TakeRecord } from '#shared/documents/shot-doc.ts';
import type { JobRecord } from '#shared/jobs/job-record.ts';

/** Where a take stands before the server has a job for it, or when it has none any more. */
export type Absence = 'unsent' | 'held' | 'refused' | 'unknown';

/** One attempt as the box shows it. */
export type TakeLine = {
  take: TakeRecord;
  prompt: PromptRecord | undefined;
  job: JobRecord | undefined;
  /** Its launch, while it waits on this device. */
  launch: OutboxItem | undefined;
  absence: Absence | undefined;
  assets: AssetRecord[];
};

type Known = {
  takes: TakeRecord[];
  prompts: PromptRecord[];
  jobs: ReadonlyMap<string, JobRecord>;
  assets: Iterable<AssetRecord>;
  outbox: OutboxItem[];
  /** Asked for only where it matters. */
  readonly nowMs: number;
};

/** Between the server's word for a launch and the record of its job a moment passes. */
const SETTLING_MS = 30_000;

/** Documents, records and the outbox put together, the newest take first. */
export function listTakeLines(known: Known): TakeLine[] {
  const { takes, prompts, jobs, assets, outbox } = known;
  const promptOf = new Map(prompts.map((prompt) => [prompt.id, prompt]));
  const assetsOf = Map.groupBy(assets, ({ take }) => take ?? '');
  const launchOf = new Map(
    outbox.flatMap((item) =>
      item.mutation.kind === 'job.create' ? [[String(item.mutation.job), item]] : [],
    ),
  );
  return takes
    .map((take) => {
      const job = take.job === null ? undefined : jobs.get(take.job);
      const launch = take.job === null ? undefined : launchOf.get(take.job);
      const made = (assetsOf.get(take.id) ?? []).toSorted((a, b) => a.position - b.position);
      const absence =
        job || made.length > 0 ? undefined : absenceOf(launch, () => known.nowMs - take.createdAt);
      return { take, prompt: promptOf.get(take.prompt), job, launch, absence, assets: made };
    })
    .reverse();
}

function absenceOf(launch: OutboxItem | undefined, ageMs: () => number): Absence {
  if (!launch) return ageMs() < SETTLING_MS ? 'unsent' : 'unknown';
  if (launch.fault) return 'refused';
  return isHeld(launch) ? 'held' : 'unsent';
}
