import type { Fault } from '../fault.ts';
import type { UploadState } from '../uploads/upload-state.ts';
import { faultText } from './fault-text.ts';
import { FILES } from './nouns.ts';
import { numberText } from './number-text.ts';
import { counted, pluralForm } from './plural.ts';
import { sizeText } from './size-text.ts';
import { spanText } from './span-text.ts';

const NBSP = '\u00a0';
export type RefusalReason =
  | 'empty'
  | 'not_media'
  | 'unreadable'
  | 'for_shot'
  | 'no_room'
  | 'other_file'
  | 'no_file_beside';

const REFUSED: Record<RefusalReason, string> = {
  empty: 'файл пустой',
  not_media:
    'это не картинка, не видео, не звук и не субтитры. Принимаем JPEG, PNG, WebP, GIF, AVIF, MP4, MOV, WebM, MKV, WAV, MP3, M4A, FLAC, OGG, SRT',
  unreadable: 'файл не прочитать: его переместили, изменили или закрыли доступ',
  for_shot: 'звук и субтитры кладут в шот: бросьте файл на карточку шота или откройте бокс',
  no_room: 'в проекте больше нет места для новых шотов',
  no_file_beside: 'слова к файлу: рядом нет картинки или видео с таким же именем',
  other_file: 'это другой файл: имя или размер не те',
};

export function refusalText(why: RefusalReason): string {
  return REFUSED[why];
}

export function refusedTitleText(count: number): string {
  return `Не ${pluralForm(count, { one: 'принят', few: 'приняты', many: 'приняты' })}: ${counted(count, FILES)}`;
}

export function moreText(count: number): string {
  return `И ещё ${counted(count, FILES)}`;
}

/** What a drop would do, while the files are still in the hand. `count` is unknown where there are folders among them. */
export type DropPromise =
  | { to: 'new'; count: number | undefined }
  | { to: 'shot'; count: number | undefined; number: number }
  | { to: 'nowhere'; why: 'viewer' | 'for_shot' };

export function dropText(promise: DropPromise): string {
  if (promise.to === 'nowhere') return NOWHERE[promise.why];
  const { count } = promise;
  const what = count === undefined ? 'файлы' : counted(count, FILES);
  if (promise.to === 'shot') return `Отпустите: ${what}${NBSP}— в${NBSP}шот${NBSP}${promise.number}`;
  if (count === 1) return `Отпустите: ${what} станет новым шотом`;
  return `Отпустите и${NBSP}выберите шоты: ${what}`;
}

const NOWHERE = {
  viewer: 'Здесь можно только смотреть: файлы не добавить',
  for_shot: 'Звук и субтитры бросьте на карточку шота',
};

/** «3 из 12, 45 %, 8 МБ/с» */
export type UploadTotals = {
  done: number;
  count: number;
  failed: number;
  sentBytes: number;
  totalBytes: number;
  bytesPerS: number;
  isPaused: boolean;
  isOffline: boolean;
  needsSignIn: boolean;
};

export function totalsText(totals: UploadTotals): string {
  const { done, count, failed } = totals;
  if (done === count) return `Загружено: ${counted(count, FILES)}`;
  if (done + failed === count)
    return `Загружено ${numberText(done)}${NBSP}из${NBSP}${numberText(count)}, не${NBSP}вышло: ${numberText(failed)}`;
  const parts = [`${numberText(done)}${NBSP}из${NBSP}${numberText(count)}`, shareText(totals)];
  if (totals.needsSignIn) parts.push('нужно войти');
  else if (totals.isOffline) parts.push('ждём сеть');
  else if (totals.isPaused) parts.push('на паузе');
  else if (totals.bytesPerS > 0) parts.push(`${sizeText(totals.bytesPerS)}/с`);
  return `Загрузка: ${parts.join(', ')}`;
}

export function shareText({ sentBytes, totalBytes }: Pick<UploadTotals, 'sentBytes' | 'totalBytes'>): string {
  return `${totalBytes > 0 ? Math.floor((sentBytes / totalBytes) * 100) : 0}${NBSP}%`;
}

export function leftText({ sentBytes, totalBytes, bytesPerS }: UploadTotals): string {
  const left = `${sizeText(sentBytes)} из ${sizeText(totalBytes)}`;
  if (bytesPerS <= 0 || sentBytes >= totalBytes) return left;
  return `${left}, осталось ${spanText(((totalBytes - sentBytes) / bytesPerS) * 1000)}`;
}

/** For a screen reader: rarely, and without figures that change all the time. */
export function summaryText({
  done,
  count,
  failed,
}: Pick<UploadTotals, 'done' | 'count' | 'failed'>): string {
  if (done === count) return `Загрузка закончена: ${counted(count, FILES)}`;
  const trouble = failed > 0 ? `, не${NBSP}вышло ${numberText(failed)}` : '';
  return `Загружено ${numberText(done)} из ${numberText(count)}${trouble}`;
}

export type UploadStanding = {
  state: UploadState;
  sizeBytes: number;
  movedBytes: number;
  isKept: boolean;
  isSame: boolean;
  fault: Fault | null;
};

export function standingText(standing: UploadStanding): string {
  const { state, sizeBytes, movedBytes, isSame, fault } = standing;
  const share = shareText({ sentBytes: movedBytes, totalBytes: sizeBytes });
  switch (state) {
    case 'copying':
      return `Сохраняем на устройстве, ${share}`;
    case 'waiting':
      return movedBytes > 0 ? `В очереди, ${share}` : 'В очереди';
    case 'sending':
      return share;
    case 'retrying':
      return fault?.code === 'unreachable' ? 'Ждём сеть' : `Повторим сами. ${fault ? faultText(fault) : ''}`;
    case 'paused':
      return `На паузе, ${share}`;
    case 'failed':
      return fault ? faultText(fault) : 'Не вышло';
    case 'lost':
      return 'Файл не успел сохраниться на устройстве. Выберите его ещё раз';
    case 'processing':
      return isSame ? 'Уже загружено, обрабатывается' : 'Обрабатывается';
    case 'done':
      return isSame ? 'Уже загружено' : 'Готово';
  }
}

export const NOT_KEPT_TEXT =
  'Не помещается на устройстве: не закрывайте вкладку. После перезагрузки выберите файл ещё раз.';

const SHORT_NAME_CHARS = 20;

/** «снимок-очень-длинное…-042.png»: the end of a name tells files of a series apart. */
export function nameParts(name: string): { start: string; end: string } {
  const chars = [...name];
  const tail = chars.length > SHORT_NAME_CHARS ? 12 : 0;
  return {
    start: chars.slice(0, chars.length - tail).join(''),
    end: chars.slice(chars.length - tail).join(''),
  };
}

/** The title of a shot that a file becomes. */
export function titleOfFile(name: string): string {
  const bare = name.replace(/\.[^.]{1,5}$/, '');
  return bare === '' ? name : bare;
}
