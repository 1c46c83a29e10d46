import { numberText } from './number-text.ts';
import { counted, type PluralForms } from './plural.ts';
import { sizeText } from './size-text.ts';

const NBSP = '\u00a0';
const PICTURES: PluralForms = { one: 'картинка', few: 'картинки', many: 'картинок' };

/** «215 картинок, 2,1 МБ». */
export function storedMediaText({ count, bytes }: { count: number; bytes: number }): string {
  return count === 0 ? 'нет' : `${counted(count, PICTURES)}, ${sizeText(bytes)}`;
}

export const STORED_MEDIA_GONE_TEXT =
  'Картинки убраны с этого устройства. Они придут с сервера, когда понадобятся.';

export const NO_ORIGINAL_TEXT = 'Оригинала на этом устройстве нет. Он откроется, когда появится сеть.';
export const NO_SOUND_TEXT = 'Звука на этом устройстве нет. Он заиграет, когда появится сеть.';
export const NO_SUBTITLES_TEXT = 'Текста на этом устройстве нет. Он покажется, когда появится сеть.';

/** «1:05», «1:02:07». */
export function clockText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** «2048 × 1152, 0:05, 3,4 МБ»: what is known of it. */
export function mediaFactsText(asset: {
  width: number | null;
  height: number | null;
  durationMs: number | null;
  sizeBytes: number;
}): string {
  const { width, height, durationMs, sizeBytes } = asset;
  return [
    width && height ? `${width}${NBSP}×${NBSP}${height}` : undefined,
    durationMs === null ? undefined : clockText(durationMs),
    sizeText(sizeBytes),
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** «12 секунд из 40»: where a sound stands, for who hears the page. */
export function soundPlaceText(atMs: number, durationMs: number): string {
  return `${numberText(Math.round(atMs / 1000))}${NBSP}с из${NBSP}${numberText(Math.round(durationMs / 1000))}`;
}
