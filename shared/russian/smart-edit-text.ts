import type { Hunk } from '../smart-edit/hunk.ts';
import { pathText } from '../smart-edit/json-source.ts';
import type { Finding } from '../smart-edit/judge-answer.ts';
import { numberText } from './number-text.ts';
import { counted, type PluralForms } from './plural.ts';

/** «из 21 места», «из 2 мест». */
const OF_PLACES: PluralForms = { one: 'места', few: 'мест', many: 'мест' };

export const REMARK_EXAMPLES = [
  'Сделай камеру 35 мм',
  'Замени день на вечер',
  'Крупный план',
  'Убери людей из кадра',
] as const;

export const EDIT_ASKED_TEXT = 'Замечание отправлено модели';
export const EDIT_LOCKED_TEXT = 'Это место теперь не изменится';
export const NOTHING_SELECTED_TEXT = 'Выделите в исходном промте слова, которые нельзя менять';
export const ALL_TAKEN_TEXT = 'Приняты все места';
export const NONE_TAKEN_TEXT = 'Отклонены все места: промт остался исходным';
export const EDIT_STARTED_TEXT = 'Принято и запущено';
export const EDIT_IN_DRAFT_TEXT = 'Переписанный промт теперь в черновике';
export const NOTHING_ACCEPTED_TEXT = 'Не принято ни одно место: промт остался исходным, запускать нечего.';

/** What is wrong with an answer, and what to do. */
export function findingText(finding: Finding): string {
  switch (finding.code) {
    case 'empty':
      return 'В ответе модели нет промта. Спросите ещё раз или выберите другую модель.';
    case 'refusal':
      return `Модель отказалась: «${finding.said}». Измените замечание или выберите другую модель.`;
    case 'broken_json':
      return 'Исходный промт — JSON, а в ответе JSON сломан. Ничего не изменено. Спросите ещё раз.';
    case 'identical':
      return 'Модель вернула тот же самый промт. Скажите замечание иначе.';
    case 'not_understood':
      return finding.note === '' ? 'Модель не поняла замечание. Скажите его иначе.' : finding.note;
    case 'unrelated':
      return `От исходного промта осталось ${finding.keptPercent} % слов: похоже, ответ не о нём. Смотрите внимательно.`;
    case 'dropped':
      return `Модель выбросила ${finding.droppedPercent} % промта. Верните нужное: отклоните лишние места.`;
    case 'left_out':
      return 'Модель написала не весь промт, а вместо остального поставила многоточие или «без изменений».';
    case 'small_talk':
      return `Модель говорит с вами вместо того, чтобы писать промт: «${finding.said}». Отклоните лишнее.`;
    case 'became_json':
      return 'Промт был обычным текстом, а стал JSON. Модели картинок обычно ждут прежнюю форму.';
    case 'keys_dropped':
      return `Пропали ключи: ${finding.paths.join(', ')}. Отклоните эти места, чтобы вернуть их.`;
    case 'types_changed':
      return `Изменился вид значений: ${finding.paths.join(', ')}. Модель может их не понять.`;
    case 'locked':
      return `Модель хотела изменить то, что нельзя трогать: ${finding.phrases.map((one) => `«${short(one)}»`).join(', ')}. Эти места отклонены.`;
    case 'too_long':
      return `Промт станет длиннее ${numberText(finding.limit)} знаков: модель его не примет.`;
  }
}

/** What is said around the old and the new words of a place, for those who hear it. */
export function hunkWords(
  hunk: Hunk,
  { place, of }: { place: number; of: number },
): { lead: string; between: string; end: string } {
  const where = `Место ${place} из ${of}. ${hunk.keys ? `${pathText(hunk.keys)}: ` : ''}`;
  const end = hunk.lockedBy === undefined ? '' : `. Нельзя: задевает «${short(hunk.lockedBy)}»`;
  if (hunk.before.trim() === '') return { lead: `${where}Добавить: `, between: '', end };
  if (hunk.after.trim() === '') return { lead: `${where}Убрать: `, between: '', end };
  return { lead: `${where}Было: `, between: ', станет: ', end };
}

export function takenText(taken: number, of: number): string {
  return `Принято ${numberText(taken)} из ${counted(of, OF_PLACES)}`;
}

function short(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 80).toWellFormed()}…` : line;
}
