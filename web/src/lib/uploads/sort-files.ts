import type { AssetKind } from '#shared/assets/asset-kind.ts';
import { SNIFF_BYTES, sniff } from '#shared/media/sniff.ts';
import type { RefusalReason } from '#shared/russian/upload-text.ts';
import type { FoundFile } from './read-drop.ts';

export type SortedFile = { file: File; name: string; type: string; kind: AssetKind };
export type RefusedFile = { name: string; why: RefusalReason };
export type SortedFiles = { taken: SortedFile[]; refused: RefusedFile[] };

const AT_ONCE = 8;

/** What each file is by its first bytes, whatever it is called; nothing is sent before that. */
export async function sortFiles(found: FoundFile[]): Promise<SortedFiles> {
  const sorted: SortedFiles = { taken: [], refused: [] };
  for (let n = 0; n < found.length; n += AT_ONCE) {
    const some = found.slice(n, n + AT_ONCE);
    for (const judged of await Promise.all(some.map(judge))) {
      if ('why' in judged) sorted.refused.push(judged);
      else sorted.taken.push(judged);
    }
  }
  return sorted;
}

async function judge({ file, path }: FoundFile): Promise<SortedFile | RefusedFile> {
  if (file.size === 0) return { name: path, why: 'empty' };
  try {
    const head = new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer());
    const sniffed = sniff(head);
    if (!sniffed) return { name: path, why: 'not_media' };
    return { file, name: file.name, type: sniffed.type, kind: sniffed.kind };
  } catch {
    return { name: path, why: 'unreadable' };
  }
}
