/** What the name of a file or a folder says of numbers. */
export type NameNumbers = {
  /** With a word that says so: «кадр 4», `sh010`. */
  shot: number | undefined;
  scene: number | undefined;
  /** Two different numbers of shots in one name. */
  isSplit: boolean;
  /** A number alone: the whole name, its beginning or its end. */
  bare: { number: number; at: 'only' | 'start' | 'end' } | undefined;
  /** A number that a camera or a tool counts by itself. */
  isCounted: boolean;
  /** What is left without dates, sizes, takes and marked numbers; the second also without numbers at the ends. */
  rest: string;
  words: string;
};

/** No letter before: «кадр», but not «подкадр». */
const FREE = '(?<!\\p{L})';
const GAP = '[\\s._-]*';

const NOISE: RegExp[] = [
  // Marks of contents and of requests.
  /(?<![\p{L}\d])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\p{L}\d])/gu,
  // Dates, with a time after them or not, and times.
  /(?<!\d)(?:19|20)\d\d[-_. ]?(?:0\d|1[0-2])[-_. ]?(?:[0-2]\d|3[01])(?!\d)/gu,
  /(?<!\d)[0-3]?\d[-_.][01]?\d[-_.](?:19|20)?\d\d(?!\d)/gu,
  /(?<!\d)[0-2]\d[-_.:][0-5]\d[-_.:][0-5]\d(?!\d)/gu,
  // Sizes, ratios, enlargements, rates.
  /(?<!\d)\d+\s*[xх×*]\s*\d+(?!\d)/gu,
  /(?<!\d)\d{1,2}:\d{1,2}(?!\d)/gu,
  /(?<![\p{L}\d])(?:\d[xх×]|[xх×]\d)(?![\p{L}\d])/gu,
  /(?<![\p{L}\d])(?:\d+\s?(?:fps|bit|hz|khz|mm|мм|mb|мб|sec|сек)|\d{3,4}p|[23]d|[2468][kк])(?![\p{L}\d])/gu,
  /(?<![\p{L}\d])\d+(?:s|с)(?![\p{L}\d])/gu,
  // A copy that a system made: «кадр (2)», «кадр — копия».
  /\(\d{1,3}\)/gu,
  new RegExp(
    `${FREE}(?:takes?|tk|дубль|вариант|вар|variant|var|version|версия|ver|copy|копия|alt|try|попытка|seed|сид|зерно|steps?|cfg|batch)${GAP}\\d+`,
    'gu',
  ),
  new RegExp(`${FREE}(?:copy|копия)(?!\\p{L})`, 'gu'),
  new RegExp(`${FREE}[tvвд]\\d{1,3}(?!\\d)`, 'gu'),
];
/** No film has so many shots. */
const LONG = /(?<!\d)\d{5,}(?!\d)/gu;

const COUNTED = new RegExp(
  `${FREE}(?:img|mg|dsc|dscn|dscf|dji|gopr|gp|gx|gh|mvi|mov|pxl|sam|hpim|cimg|vid|wa|image|picture|photo|фото|screenshot|снимок|изображение|video|видео|scan|скан|comfyui|output|download|untitled)${GAP}e?\\d+`,
  'gu',
);
const SHOT = new RegExp(
  `${FREE}(?:shots?|sh|шоты?|кадры?|frame|box|бокс|план|номер|no|№|#)${GAP}(\\d{1,4})(?!\\d)`,
  'gu',
);
const SHOT_AFTER = /(?<![\p{L}\d])(\d{1,4})(?:-?[йя])?[\s_]*(?:shot|шот|кадр)(?!\p{L})/gu;
const SCENE = new RegExp(
  `${FREE}(?:(?:scene|scn|sc|seq|сцена|сц|эпизод|серия|ep)${GAP}|s)(\\d{1,3})(?!\\d)`,
  'gu',
);
const BARE = /^(\d{1,3}|0\d{3})\p{L}?$/u;

/** Letters and numbers of a text, as far as they tell titles apart: without case, marks, ё. */
export function foldWords(text: string): string {
  return (
    lower(text)
      .match(/[\p{L}\p{M}\d]+/gu)
      ?.join(' ') ?? ''
  );
}

/** `name` comes without its ending. */
export function readNameNumbers(name: string): NameNumbers {
  let rest = lower(name);
  for (const noise of NOISE) rest = rest.replace(noise, ' ');
  const take = (pattern: RegExp): number[] => {
    const found: number[] = [];
    rest = rest.replace(pattern, (_whole, number: string) => {
      found.push(Number(number));
      return ' ';
    });
    return found.filter((number) => number > 0);
  };
  const isCounted = COUNTED.test(rest);
  COUNTED.lastIndex = 0;
  rest = rest.replace(COUNTED, ' ').replace(LONG, ' ');
  const [scene] = take(SCENE);
  const shots = [...new Set([...take(SHOT), ...take(SHOT_AFTER)])];
  const tokens = foldWords(rest.replace(/(\p{L}{2})(\d)/gu, '$1 $2')).split(' ');
  const bare = readBare(tokens.filter((token) => token !== ''));
  return {
    shot: shots.length === 1 ? shots[0] : undefined,
    scene,
    isSplit: shots.length > 1,
    bare,
    isCounted,
    rest: foldWords(rest),
    words: withoutEnds(tokens).join(' '),
  };
}

function readBare(tokens: string[]): NameNumbers['bare'] {
  const first = numberOf(tokens[0]);
  if (first !== undefined) return { number: first, at: tokens.length === 1 ? 'only' : 'start' };
  const last = numberOf(tokens.at(-1));
  return last === undefined ? undefined : { number: last, at: 'end' };
}

function numberOf(token: string | undefined): number | undefined {
  const number = Number(BARE.exec(token ?? '')?.[1] ?? 0);
  return number > 0 ? number : undefined;
}

function withoutEnds(tokens: string[]): string[] {
  const isWord = (token: string) => !/^\d+\p{L}?$/u.test(token);
  const first = tokens.findIndex(isWord);
  return first < 0 ? [] : tokens.slice(first, tokens.findLastIndex(isWord) + 1);
}

function lower(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('ё', 'е');
}
