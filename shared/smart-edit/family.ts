import type { AssetRecord } from '../assets/asset-record.ts';
import type { PromptRecord } from '../documents/shot-doc.ts';

/** How one asset came of another: a remark to its prompt, or that it was given to the model. */
export type Kinship = { from: string; to: string; how: 'edit' | 'input'; remark: string | null };

/** One line of a family as it is walked: the eldest first, every child under its parent. */
export type FamilyLine = {
  asset: string;
  depth: number;
  /** How it came of the line above it that is one step less deep. */
  how: Kinship['how'] | null;
  remark: string | null;
};

type Known = { assets: ReadonlyMap<string, AssetRecord>; prompts: readonly PromptRecord[] };

const LINES_MAX = 500;

/** Who came of whom, as the prompts of a shot and what they were given tell it. */
function listKinships({ assets, prompts }: Known): Kinship[] {
  const promptOf = new Map(prompts.map((prompt) => [prompt.id, prompt]));
  const madeBy = Map.groupBy(assets.values(), ({ prompt }) => prompt ?? '');
  const kinships: Kinship[] = [];
  for (const { id: to, prompt: made } of assets.values()) {
    const prompt = made === null ? undefined : promptOf.get(made);
    if (!prompt) continue;
    const parents = parentsByEdit(prompt, { assets, madeBy });
    for (const from of parents)
      if (from !== to) kinships.push({ from, to, how: 'edit', remark: prompt.remark ?? null });
    for (const from of givenTo(prompt, assets))
      if (from !== to && !parents.includes(from)) kinships.push({ from, to, how: 'input', remark: null });
  }
  return kinships;
}

/** The asset that was looked at; where it is not known, the first that the prompt before had made. */
function parentsByEdit(
  { origin, parent, source }: PromptRecord,
  { assets, madeBy }: Pick<Known, 'assets'> & { madeBy: Map<string, AssetRecord[]> },
): string[] {
  if (origin !== 'edit') return [];
  if (source != null && assets.has(source)) return [source];
  const [first] = (parent != null ? madeBy.get(parent) : undefined)?.toSorted(byMaking) ?? [];
  return first ? [first.id] : [];
}

function givenTo({ params }: PromptRecord, assets: ReadonlyMap<string, AssetRecord>): string[] {
  const named = Object.values(params).flat();
  return [...new Set(named.filter((one): one is string => typeof one === 'string' && assets.has(one)))];
}

/** Everybody that an asset comes of and that came of it or of theirs, in one walk from the eldest. */
export function familyOf(asset: string, known: Known): FamilyLine[] {
  const kinships = listKinships(known);
  const childrenOf = Map.groupBy(kinships, ({ from }) => from);
  const parentsOf = Map.groupBy(kinships, ({ to }) => to);
  const lines: FamilyLine[] = [];
  const seen = new Set<string>();
  const walk = (at: string, depth: number, by: Kinship | undefined) => {
    // Two parents of one child: it stands under the first.
    if (seen.has(at) || lines.length >= LINES_MAX) return;
    seen.add(at);
    lines.push({ asset: at, depth, how: by?.how ?? null, remark: by?.remark ?? null });
    const children = (childrenOf.get(at) ?? []).toSorted((a, b) => (a.to < b.to ? -1 : 1));
    for (const child of children) walk(child.to, depth + 1, child);
  };
  for (const eldest of eldestOf(asset, parentsOf)) walk(eldest, 0, undefined);
  return lines;
}

/** Those from whom a way leads here and who have no parents themselves. */
function eldestOf(asset: string, parentsOf: Map<string, Kinship[]>): string[] {
  const eldest: string[] = [];
  const seen = new Set<string>();
  const open = [asset];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const parents = parentsOf.get(at) ?? [];
    if (parents.length === 0) eldest.push(at);
    else open.push(...parents.map(({ from }) => from));
  }
  // Records that name each other in a ring have no eldest.
  return eldest.length > 0 ? eldest.sort() : [asset];
}

function byMaking(a: AssetRecord, b: AssetRecord): number {
  return a.id < b.id ? -1 : 1;
}
