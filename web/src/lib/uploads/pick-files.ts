import { inNaturalOrder } from './read-drop.ts';
import { receiveFiles } from './receive-files.ts';
import type { UploadDesk } from './upload-desk.svelte.ts';

/** Types and endings: of subtitles and Matroska systems know only the ending. */
const ACCEPTED =
  'image/jpeg,image/png,image/webp,image/gif,image/avif,video/mp4,video/quicktime,video/webm,audio/*,.mkv,.mov,.m4a,.flac,.ogg,.srt,.txt,.json';

/** The browser's own window to choose files; they go where the page says. */
export async function pickFiles(desk: UploadDesk): Promise<void> {
  const place = await desk.findPlace?.();
  if (!place?.mayAdd()) return;
  const spot = place.usualSpot();
  const field = document.createElement('input');
  field.type = 'file';
  field.multiple = true;
  field.accept = ACCEPTED;
  const files = await new Promise<File[]>((resolve) => {
    field.addEventListener('change', () => resolve([...(field.files ?? [])]), { once: true });
    field.addEventListener('cancel', () => resolve([]), { once: true });
    field.click();
  });
  if (files.length === 0) return;
  const found = inNaturalOrder(files.map((file) => ({ file, path: file.name })));
  await receiveFiles(found, { place, spot, book: await desk.open() });
}
