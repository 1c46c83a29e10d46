import type { AssetKind } from '#shared/assets/asset-kind.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { expectedResults } from '#shared/catalogue/form-fields.ts';
import type { Model } from '#shared/catalogue/model.ts';
import type { TakeLine } from '../list-takes.ts';

/** What a take without results shows of itself: the first of its places tells, the others keep the room. */
export type TakeEntry = { id: string; line: TakeLine; kind: AssetKind | 'text'; place: number };
type AssetEntry = { id: string; asset: AssetRecord; line: TakeLine | undefined };
export type FeedEntry = AssetEntry | TakeEntry;

export function isAsset(entry: FeedEntry): entry is AssetEntry {
  return 'asset' in entry;
}

type Known = {
  lines: TakeLine[];
  /** Of this shot. */
  assets: Iterable<AssetRecord>;
  trashed: ReadonlyMap<string, unknown>;
  findModel: (id: string | undefined) => Model | undefined;
};

/** Everything of a shot as one feed, the newest first: results stand where their take has stood. */
export function listFeed({ lines, assets, trashed, findModel }: Known): FeedEntry[] {
  const lineOf = new Map(lines.map((line) => [line.take.id, line]));
  const keyed: { key: string; position: number; entry: FeedEntry }[] = [];
  for (const asset of assets) {
    if (trashed.has(asset.id)) continue;
    const line = asset.take === null ? undefined : lineOf.get(asset.take);
    const entry = { id: asset.id, asset, line };
    keyed.push({ key: asset.take ?? asset.id, position: asset.position, entry });
  }
  for (const line of lines) {
    for (const entry of placesOf(line, findModel(line.prompt?.model ?? undefined)))
      keyed.push({ key: line.take.id, position: entry.place, entry });
  }
  return keyed
    .sort((a, b) => (a.key === b.key ? a.position - b.position : a.key < b.key ? 1 : -1))
    .map(({ entry }) => entry);
}

/** A take stands for itself until it has results, and for good when it has none. */
function placesOf(line: TakeLine, model: Model | undefined): TakeEntry[] {
  const { take, job, assets, prompt } = line;
  if (assets.length > 0) return [];
  // Between the word that it is done and its results a moment may pass.
  if (job?.state === 'done' && job.assets.length > 0) return [];
  const kind = kindOf(model);
  const isOver = job !== undefined && ['done', 'dead', 'cancelled'].includes(job.state);
  const isLost = line.absence === 'refused' || line.absence === 'unknown';
  const count = model && !isOver && !isLost ? expectedResults(model.schema, prompt?.params ?? {}).count : 1;
  return Array.from({ length: count }, (_, place) => ({
    id: place === 0 ? take.id : `${take.id}:${place}`,
    line,
    kind,
    place,
  }));
}

function kindOf(model: Model | undefined): TakeEntry['kind'] {
  const kinds = {
    image: 'image',
    video: 'video',
    speech: 'audio',
    text: 'text',
    transcription: 'text',
  } as const;
  return kinds[model?.purpose ?? 'image'];
}

/** Results are counted in the order of making, those in the trash too: the newest has the highest number. */
export function numberResults(assets: Iterable<AssetRecord>): ReadonlyMap<string, number> {
  const made = [...assets].filter(({ take }) => take !== null);
  made.sort((a, b) => {
    if (a.take === b.take) return a.position - b.position;
    return (a.take ?? '') < (b.take ?? '') ? -1 : 1;
  });
  return new Map(made.map(({ id }, n) => [id, n + 1]));
}
