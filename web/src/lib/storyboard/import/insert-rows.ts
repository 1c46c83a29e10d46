import { newUlid } from '#lib/new-id.ts';
import type { SyncEngine } from '#lib/sync/engine.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { LOCAL_EDIT } from '#shared/documents/index-doc.ts';
import { draftOf } from '#shared/documents/shot-doc.ts';
import { ShotId } from '#shared/ids.ts';
import type { ShotRow } from '#shared/storyboard/shot-row.ts';
import type { BoardDesk } from '../board-desk.svelte.ts';

/** One edit of a document has to fit a frame, with all that is around the words. */
const WORDS_MAX_BYTES = 700_000;

export function isTooHeavy(rows: ShotRow[]): boolean {
  const words = rows.map(({ title, note }) => title + note).join('');
  return new TextEncoder().encode(words).length > WORDS_MAX_BYTES;
}

/**
 * The drafts first, all of them in one act: until the shots stand in the film nobody sees them, so a tab that dies between
 * leaves nothing half done. Then the shots, which are one step back.
 */
export async function insertRows(
  rows: ShotRow[],
  { desk, engine, at }: { desk: BoardDesk; engine: SyncEngine; at: number },
): Promise<void> {
  const lines = rows.map((row) => ({ row, id: ShotId.parse(newUlid()) }));
  const edits = lines.slice(0, desk.board.countFreePlaces()).flatMap(({ row, id }) =>
    row.prompt === ''
      ? []
      : [
          {
            doc: docNameOf({ kind: 'shot', project: desk.project, shot: id }),
            edit: (doc: Parameters<typeof draftOf>[0]) =>
              doc.transact(() => draftOf(doc).insert(0, row.prompt), LOCAL_EDIT),
          },
        ],
  );
  if (edits.length > 0) await engine.act({ edits, mutations: [] });
  desk.insert(
    lines.map(({ row: { title, note, planS }, id }) => ({
      id,
      title,
      note,
      ...(planS !== null && { planS }),
    })),
    at,
  );
}
