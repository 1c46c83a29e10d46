import type { AssetKind } from '#shared/assets/asset-kind.ts';
import { SNIFF_BYTES, sniff } from '#shared/media/sniff.ts';
import type { RefusalReason } from '#shared/russian/upload-text.ts';
import { isNamedAsWords, type Paired, pairSidecars } from '#shared/uploads/pair-sidecars.ts';
import type { FoundFile } from './read-drop.ts';

export type SortedFile = {
  file: File;
  name: string;
  /** With the folders it lay in. */
  path: string;
  type: string;
  kind: AssetKind;
  sidecar?: File;
};
export type RefusedFile = { name: string; why: RefusalReason };
export type SortedFiles = { taken: SortedFile[]; refused: RefusedFile[] };

const AT_ONCE = 8;

/** What each file is by its first bytes, whatever it is called; nothing is sent before that. */
export async function sortFiles(found: FoundFile[]): Promise<SortedFiles> {
  const sorted: SortedFiles = { taken: [], refused: [] };
  const paired = pairSidecars(found);
  for (let n = 0; n < paired.length; n += AT_ONCE) {
    const some = paired.slice(n, n + AT_ONCE);
    for (const judged of await Promise.all(some.map(judge))) {
      if ('why' in judged) sorted.refused.push(judged);
      else sorted.taken.push(judged);
    }
  }
  return sorted;
}

async function judge({
  file: { file, path },
  sidecar,
}: Paired<FoundFile>): Promise<SortedFile | RefusedFile> {
  if (file.size === 0) return { name: path, why: 'empty' };
  try {
    const head = new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer());
    const sniffed = sniff(head);
    if (!sniffed) return { name: path, why: isNamedAsWords(path) ? 'no_file_beside' : 'not_media' };
    const { type, kind } = sniffed;
    return { file, name: file.name, path, type, kind, ...(sidecar ? { sidecar: sidecar.file } : {}) };
  } catch {
    return { name: path, why: 'unreadable' };
  }
}
