import { titleOfFile } from '#shared/russian/upload-text.ts';
import { isShown } from '#shared/uploads/lay-out-files.ts';
import type { FoundFile } from './read-drop.ts';
import { sortFiles } from './sort-files.ts';
import type { UploadBook } from './upload-book.svelte.ts';
import type { UploadPlace, UploadSpot } from './upload-place.ts';

export type Reception = { place: UploadPlace; spot: UploadSpot; book: UploadBook };

const LIST = /\.(?:txt|md|markdown|csv|tsv|fountain)$/i;

/** Files go where they were let go: into a shot, one into a new shot, several where the person says. What is not taken is named with the reason. */
export async function receiveFiles(found: FoundFile[], { place, spot, book }: Reception): Promise<void> {
  const [only] = found;
  // Beside pictures a text belongs to one of them; alone it may be a list of shots.
  if (spot.kind === 'new' && found.length === 1 && only && LIST.test(only.file.name) && place.readList)
    return place.readList(only.file);
  const { taken, refused } = await sortFiles(found);
  const { project } = place;
  const shown = taken.filter(({ kind }) => isShown(kind));
  if (spot.kind === 'new' && taken.length > 1 && shown.length > 0 && place.layOut) {
    const laid = await place.layOut(taken, { at: spot.at, refused: refused.length });
    if (!laid) return;
    book.refuse([...refused, ...laid.noRoom.map(({ name }) => ({ name, why: 'no_room' as const }))]);
    return await book.add(laid.placed.map(({ file, shot }) => ({ ...file, project, shot })));
  }
  book.refuse(refused);
  if (spot.kind === 'shot')
    return await book.add(taken.map((file) => ({ ...file, project, shot: spot.shot })));
  const others = taken.filter((file) => !shown.includes(file));
  book.refuse(others.map(({ name }) => ({ name, why: 'for_shot' })));
  if (shown.length === 0) return;
  const shots = place.makeShots(
    shown.map(({ name }) => titleOfFile(name)),
    spot.at,
  );
  book.refuse(shown.slice(shots.length).map(({ name }) => ({ name, why: 'no_room' })));
  await book.add(
    shots.flatMap((shot, n) => {
      const file = shown[n];
      return file ? [{ ...file, project, shot }] : [];
    }),
  );
}
