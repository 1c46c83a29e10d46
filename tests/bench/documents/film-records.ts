import type { ProjectId, ShotId } from '#shared/ids.ts';
import type { FeedRow } from '#shared/sync/feed.ts';
import { randomOf } from './random.ts';
import { newUlid } from './ulid.ts';
import { textOfBytes } from './words.ts';

const createdAtMs = Date.UTC(2026, 0, 15);
const promptBytes = 400;
const models = ['imitation/image', 'imitation/video', 'openai/gpt-image-2'];

/** The records of a film: every asset of a shot with its prompt, its mark and the job that made it. */
export function filmRecords(project: ProjectId, shots: ShotId[], assetsPerShot: number): FeedRow[] {
  const random = randomOf(shots.length);
  const rows: Omit<FeedRow, 'seq'>[] = [];
  for (const [at, shot] of shots.entries()) {
    for (let n = 0; n < assetsPerShot; n += 1) {
      const atMs = createdAtMs + (at * assetsPerShot + n) * 1000;
      const [id, prompt, job, take] = [1, 2, 3, 4].map(() => newUlid(random, atMs)) as [
        // Four are asked for, four come.
        string,
        string,
        string,
        string,
      ];
      const model = models[n % models.length] ?? null;
      const place = { project, shot, model, take, createdAt: atMs };
      rows.push(
        { kind: 'asset', id, value: { ...anAsset(n), ...place, id, prompt, job } },
        {
          kind: 'prompt',
          id: `${shot}:${prompt}`,
          value: {
            ...{
              id: prompt,
              shot,
              model,
              text: textOfBytes(random, promptBytes),
              params: { seed: n },
              createdAt: atMs,
            },
            ...{ origin: 'written', parent: null, remark: null, source: null },
          },
        },
        {
          kind: 'mark',
          id: `${shot}:${id}`,
          value: { id, shot, rating: n % 6, favourite: n % 7 === 0, flag: null, note: '', deletedAt: null },
        },
        { kind: 'job', id: job, value: { ...aJob, ...place, id: job, assets: [id] } },
      );
    }
  }
  return rows.map((row, n) => ({ ...row, seq: n + 1 }));
}

const aJob = {
  ...{
    kind: 'generate',
    title: 'Кит над городом',
    by: null,
    priority: 0,
    state: 'done',
    stage: null,
    progress: 1,
  },
  ...{
    fence: 1,
    attempt: 1,
    maxAttempts: 3,
    wantsCancel: false,
    runAt: 0,
    startedAt: 1,
    endedAt: 2,
    runner: null,
  },
  ...{ fault: null, price: null, spent: [], openCall: null, text: null },
};

function anAsset(n: number) {
  return {
    ...{ sha256: n.toString(16).padStart(64, '0'), kind: n % 3 === 1 ? 'video' : 'image', type: 'image/png' },
    ...{
      sizeBytes: 3_000_000,
      width: 2048,
      height: 1152,
      durationMs: null,
      position: 0,
      name: null,
      by: null,
    },
    ...{
      renditions: ['w320', 'w640', 'w1600'],
      colours: ['#204060', '#d0a080', '#101010'],
      likeness: null,
      fault: null,
    },
  };
}
