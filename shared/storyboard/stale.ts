import type { AssetRecord } from '../assets/asset-record.ts';
import { firstFrameOf } from '../catalogue/form-fields.ts';
import type { ModelSchema } from '../catalogue/model.ts';
import type { Motif } from '../documents/shelf.ts';
import type { PromptRecord } from '../documents/shot-doc.ts';
import { motifSha, writtenText } from './compose-prompt.ts';

/** What has changed since something was made. */
export type StaleCause =
  | { kind: 'motif'; name: string }
  | { kind: 'frame_trashed' }
  | { kind: 'frame_replaced' }
  | { kind: 'prompt' };

export type Stale = { asset: string; take: string | null; causes: StaleCause[] };

type MadeAsset = Pick<AssetRecord, 'id' | 'kind' | 'take' | 'prompt'>;
type MadeBy = Pick<PromptRecord, 'id' | 'text' | 'model' | 'params' | 'draft' | 'shelf' | 'headliner'>;

export type StaleSource = {
  /** Of the shot; what lies in its trash is passed over. */
  assets: Iterable<MadeAsset>;
  prompts: Iterable<MadeBy>;
  shelf: Motif[];
  headliner: string | null;
  /** An asset that is thrown away or does not exist any more. */
  isGone: (asset: string) => boolean;
  findKind: (asset: string) => AssetRecord['kind'] | undefined;
  schemaOf: (model: string | null) => ModelSchema | undefined;
  /** Known only where the draft of the shot is at hand. */
  isDraftUntried?: boolean;
};

/** What was made from something that has changed since. Nothing is ever done to it: a person reads the cause and decides. */
export function listStale(source: StaleSource): Stale[] {
  const prompts = new Map([...source.prompts].map((prompt) => [prompt.id, prompt]));
  const shaOf = shasOf(source.shelf);
  const stale: Stale[] = [];
  for (const { id, kind, take, prompt: promptId } of source.assets) {
    const prompt = promptId === null ? undefined : prompts.get(promptId);
    if (!prompt || source.isGone(id)) continue;
    const causes = [
      ...motifCauses(prompt, shaOf),
      ...(kind === 'video' ? frameCauses(prompt, source) : []),
      ...(id === source.headliner && source.isDraftUntried ? [{ kind: 'prompt' as const }] : []),
    ];
    if (causes.length > 0) stale.push({ asset: id, take, causes });
  }
  return stale;
}

/** What lies in the trash of the shelf has not changed; what is not there at all nobody can compare. */
function shasOf(shelf: Motif[]): (id: string) => { sha: string; name: string } | undefined {
  const motifs = new Map(shelf.map((motif) => [motif.id, motif]));
  const known = new Map<string, { sha: string; name: string }>();
  return (id) => {
    const motif = motifs.get(id);
    if (!motif) return undefined;
    const found = known.get(id) ?? { sha: motifSha(motif), name: motif.name };
    known.set(id, found);
    return found;
  };
}

function motifCauses({ shelf = [] }: MadeBy, shaOf: ReturnType<typeof shasOf>): StaleCause[] {
  return shelf.flatMap(({ id, name, sha }) => {
    const now = shaOf(id);
    return now === undefined || now.sha === sha ? [] : [{ kind: 'motif' as const, name: now.name || name }];
  });
}

function frameCauses(prompt: MadeBy, { headliner, isGone, findKind, schemaOf }: StaleSource): StaleCause[] {
  const schema = schemaOf(prompt.model);
  const name = schema && firstFrameOf(schema);
  const frame = name === undefined ? undefined : prompt.params[name];
  if (typeof frame !== 'string') return [];
  if (isGone(frame)) return [{ kind: 'frame_trashed' }];
  // Who animates a picture that is no headliner has meant that one.
  const stoodThen = prompt.headliner === frame;
  const isOther = headliner !== null && headliner !== frame && findKind(headliner) === 'image';
  return stoodThen && isOther ? [{ kind: 'frame_replaced' }] : [];
}

/** Whether the draft says something that no take was made from: nobody has seen what it makes. */
export function isUntried(draft: string, prompts: Iterable<Pick<MadeBy, 'text' | 'draft'>>): boolean {
  const asked = draft.trim();
  if (asked === '') return false;
  return ![...prompts].some((prompt) => writtenText(prompt).trim() === asked);
}
