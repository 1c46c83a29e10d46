import { cleanTitle } from '../documents/plain-text.ts';
import { PLAN_MAX_S } from './plan-seconds.ts';

export type ShotLine = { title: string; planS?: number };

const MARK = /^(?:[-–—•*·]\s+|(?:шот|кадр|сцена|план)?\s*№?\s*\d{1,4}(?:\s*[.):]\s+|\s*\t\s*))/iu;
const SECONDS = /[\s(—–-]+(\d{1,4}(?:[.,]\d{1,3})?)\s*(?:с|сек|секунд[аы]?|s|sec)\.?\)?$/iu;

/** Seconds stand at the very end; a look for them along a whole line takes its square. */
const SECONDS_CHARS = 40;

/** One line, one shot: «3. Крыша, дождь — 4 с» is a title with planned seconds. */
export function readShotLines(text: string): ShotLine[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).flatMap((line) => {
    const body = line.trim().replace(MARK, '');
    const from = Math.max(0, body.length - SECONDS_CHARS);
    const match = SECONDS.exec(body.slice(from));
    const planS = match ? Number(match[1]?.replace(',', '.')) : undefined;
    const title = cleanTitle(match ? body.slice(0, from + match.index) : body);
    if (title === '') return [];
    return [planS === undefined || planS > PLAN_MAX_S ? { title } : { title, planS }];
  });
}
