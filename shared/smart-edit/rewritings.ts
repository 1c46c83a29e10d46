import {
  ADD,
  COLOURS,
  DAY_TIMES,
  type DayTime,
  FEMININE_ENDINGS,
  FORCES,
  FURTHER,
  LENS_TEXT,
  MASCULINE_ENDINGS,
  MOODS,
  NEARER,
  OF_COLOUR_TEXT,
  REMOVE,
  SHOT_SIZES,
  STRONGER,
  SWAP,
  WEAKER,
} from '../russian/remark-words.ts';
import { adjectiveIn, cased, changeWords, findWords, formOfAdjective, plainly } from './word-forms.ts';

/** What a remark does to a text: words exchanged, or, where there are none to exchange, words put at its end. */
export type Rewriting = {
  replace: (text: string) => string;
  add?: (language: 'ru' | 'en') => string | undefined;
  /** Where a structured prompt has a number for it. */
  number?: { name: RegExp; value: string };
};
type Rule = (said: string) => Rewriting | undefined;

const MILLIMETRES = /(\d{1,4})(\s*-?\s*)(мм|mm)(?!\p{L})/giu;

/** The first that fits and finds something to do is taken. */
export const REMARK_RULES: readonly Rule[] = [
  lens,
  shotSize,
  dayTime,
  force,
  mood,
  swap,
  colour,
  remove,
  add,
];

function lens(said: string): Rewriting | undefined {
  const named = [...said.matchAll(MILLIMETRES)].map(([, mm = '']) => mm);
  const wanted = named.at(-1);
  if (wanted === undefined) return undefined;
  const only = named.length > 1 ? named[0] : undefined;
  return {
    replace: (text) =>
      text.replace(MILLIMETRES, (whole, mm: string, space: string, unit: string) =>
        only !== undefined && mm !== only ? whole : wanted + space + unit,
      ),
    add: (language) => LENS_TEXT[language](wanted),
    number: { name: /lens|focal|объектив|фокус|mm|мм/iu, value: wanted },
  };
}

function dayTime(said: string): Rewriting | undefined {
  const [, from, to] = SWAP.exec(said) ?? [];
  const wanted = findDayTime(to ?? said);
  if (!wanted || (from !== undefined && !findDayTime(from))) return undefined;
  const others = Object.values(DAY_TIMES).filter((time) => time !== wanted);
  return {
    replace: (text) => {
      const adverbless = text.replace(/(?<!\p{L})на (закате|рассвете)(?!\p{L})/giu, (whole, noun: string) =>
        wanted.nouns.includes(plainly(noun)) ? whole : cased(whole, wanted.adverb),
      );
      return changeWords(adverbless, (word) => inDayTime(word, others, wanted));
    },
    add: (language) => (language === 'ru' ? wanted.nouns[0] : wanted.english[0]),
  };
}

function findDayTime(text: string): DayTime | undefined {
  const words = plainly(text).match(/\p{L}+/gu) ?? [];
  return Object.values(DAY_TIMES).find(({ nouns, english, adjective }) =>
    words.some(
      (word) =>
        nouns.includes(word) || english.includes(word) || formOfAdjective(word, adjective) !== undefined,
    ),
  );
}

function inDayTime(word: string, others: DayTime[], wanted: DayTime): string | undefined {
  for (const { nouns, english, adjective } of others) {
    if (english.includes(word)) return wanted.english[0];
    const noun = nouns.indexOf(word);
    if (noun === BY_WHOM) return wanted.adverb;
    if (noun >= 0) return wanted.nouns[noun];
    const form = formOfAdjective(word, adjective);
    if (form !== undefined) return adjectiveIn(form, wanted.adjective);
  }
  return undefined;
}

/** «Днём» is what happens by day. */
const BY_WHOM = 3;

function shotSize(said: string): Rewriting | undefined {
  const named = SHOT_SIZES.findIndex(
    ({ adjective, names }) =>
      said.search(names) >= 0 || new RegExp(`(?<!\\p{L})${adjective.stem}\\p{L}*\\s+план`, 'iu').test(said),
  );
  const step = NEARER.test(said) ? 1 : FURTHER.test(said) ? -1 : 0;
  if (named < 0 && step === 0) return undefined;
  const sizeFor = (now: number) =>
    SHOT_SIZES[named >= 0 ? named : Math.min(SHOT_SIZES.length - 1, Math.max(0, now + step))];
  return {
    replace: (text) => inShotSize(text, sizeFor),
    add: (language) => sizeFor(1)?.[language === 'ru' ? 'russian' : 'english'],
  };
}

type Size = (typeof SHOT_SIZES)[number];

function inShotSize(text: string, sizeFor: (now: number) => Size | undefined): string {
  const inRussian = text.replace(/(?<!\p{L})(\p{L}+)(?=\s+план)/giu, (word) => {
    for (const [now, { adjective }] of SHOT_SIZES.entries()) {
      const form = formOfAdjective(plainly(word), adjective);
      const wanted = sizeFor(now);
      if (form !== undefined && wanted) return cased(word, adjectiveIn(form, wanted.adjective));
    }
    return word;
  });
  for (const [now, { names }] of SHOT_SIZES.entries()) {
    const wanted = sizeFor(now);
    if (inRussian.search(names) >= 0 && wanted)
      return inRussian.replace(names, (whole) => cased(whole, wanted.english));
  }
  return inRussian;
}

function force(said: string): Rewriting | undefined {
  const isStronger = STRONGER.test(said);
  if (!isStronger && !WEAKER.test(said)) return undefined;
  const words: string[] = plainly(said).match(/\p{L}+/gu) ?? [];
  const found = FORCES.find(
    ({ nouns, english }) =>
      words.some((word) => nouns.includes(word)) || (english && words.includes(english.noun)),
  );
  if (!found) return undefined;
  return { replace: (text) => inForce(text, found, isStronger) };
}

function inForce(text: string, of: (typeof FORCES)[number], isStronger: boolean): string {
  const endings = of.isFeminine ? FEMININE_ENDINGS : MASCULINE_ENDINGS;
  const [stem, other] = isStronger ? [of.strong, of.weak] : [of.weak, of.strong];
  const inRussian = text.replace(
    /(?<!\p{L})(?:(\p{L}+)(\s+))?(\p{L}+)/gu,
    (whole, before: string | undefined, space: string | undefined, noun: string) => {
      const form = of.nouns.indexOf(plainly(noun));
      if (form < 0) return whole;
      const adjective = stem + (endings[form] ?? '');
      const said = before === undefined ? '' : plainly(before);
      if (said.startsWith(stem)) return whole;
      if (said.startsWith(other)) return `${cased(before ?? '', adjective)}${space}${noun}`;
      const isFirst = before === undefined;
      if (isFirst) return `${cased(noun, adjective)} ${noun.charAt(0).toLowerCase()}${noun.slice(1)}`;
      return `${before}${space}${adjective} ${noun}`;
    },
  );
  if (!of.english || inRussian !== text) return inRussian;
  const { noun, strong, weak } = of.english;
  const [wanted, opposite] = isStronger ? [strong, weak] : [weak, strong];
  return text.replace(
    new RegExp(`(?<!\\p{L})(?:(${strong}|${weak}|${opposite})\\s+)?(${noun})(?!\\p{L})`, 'giu'),
    (whole, before: string | undefined, found: string) =>
      before?.toLowerCase() === wanted ? whole : `${cased(before ?? found, wanted)} ${found.toLowerCase()}`,
  );
}

function mood(said: string): Rewriting | undefined {
  const found = MOODS.find(({ asked }) => asked.test(said));
  if (!found) return undefined;
  const { russian, english, opposite } = found;
  return {
    replace: (text) =>
      text.replace(opposite, (whole) => cased(whole, /[а-яё]/iu.test(whole) ? russian : english)),
    add: (language) => (language === 'ru' ? russian : english),
  };
}

function swap(said: string): Rewriting | undefined {
  const [, from, to] = SWAP.exec(said) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const [shade, other] = [findColour(from), findColour(to)];
  const [what, by] = [unquoted(from), unquoted(to)];
  return {
    replace: (text) => {
      if (shade && other && isOneWord(what)) return recoloured(text, { from: shade, to: other });
      const place = findWords(text, what);
      if (!place) return text;
      return text.slice(0, place.start) + cased(text.slice(place.start), by) + text.slice(place.end);
    },
  };
}

type Colour = (typeof COLOURS)[number];

/** «Сделай плащ синим», “make the coat blue”. */
function colour(said: string): Rewriting | undefined {
  const wanted = findColour(said);
  if (!wanted) return undefined;
  const thing = said
    .split(/\s+/)
    .filter(
      (word) => !findColour(word) && !/^(?:сделай|пусть|будет|make|the|a|an|it|цвета?|colou?r)$/iu.test(word),
    )
    .join(' ');
  return {
    replace: (text) => {
      const place = thing === '' ? undefined : findWords(text, thing);
      if (!place) return text;
      const before = /(\p{L}+)(\s+)$/u.exec(text.slice(0, place.start));
      const shade = before && findColour(before[1] ?? '');
      if (before && shade) {
        const start = place.start - before[0].length;
        return (
          text.slice(0, start) + recoloured(before[0], { from: shade, to: wanted }) + text.slice(place.start)
        );
      }
      return /[а-яё]/iu.test(thing)
        ? `${text.slice(0, place.end)} ${OF_COLOUR_TEXT.ru(wanted.genitive)}${text.slice(place.end)}`
        : `${text.slice(0, place.start)}${wanted.english} ${text.slice(place.start)}`;
    },
  };
}

function findColour(text: string): Colour | undefined {
  const words = plainly(text).match(/\p{L}+/gu) ?? [];
  return COLOURS.find(({ adjective, english }) =>
    words.some((word) => word === english || formOfAdjective(word, adjective) !== undefined),
  );
}

function recoloured(text: string, { from, to }: { from: Colour; to: Colour }): string {
  return changeWords(text, (word) => {
    if (word === from.english) return to.english;
    const form = formOfAdjective(word, from.adjective);
    return form === undefined ? undefined : adjectiveIn(form, to.adjective);
  });
}

/** A part between commas goes whole; of a longer one only the words themselves. */
function remove(said: string): Rewriting | undefined {
  const [, what] = REMOVE.exec(said) ?? [];
  if (what === undefined) return undefined;
  return {
    replace: (text) => {
      const place = findWords(text, unquoted(what));
      if (!place) return text;
      const start = Math.max(text.lastIndexOf(',', place.start), text.lastIndexOf('\n', place.start)) + 1;
      const ends = [
        text.indexOf(',', place.end),
        text.indexOf('\n', place.end),
        text.indexOf('.', place.end),
      ];
      const end = Math.min(...ends.map((at) => (at < 0 ? text.length : at)));
      const isWholePart = text.slice(start, end).trim().split(/\s+/).length <= PART_WORDS_MAX;
      if (!isWholePart) return text.slice(0, place.start).replace(/\s+$/, '') + text.slice(place.end);
      if (start === 0) return text.slice(end).replace(/^,\s*/, '');
      return text.slice(0, start - 1) + text.slice(end);
    },
  };
}

const PART_WORDS_MAX = 4;

function add(said: string): Rewriting | undefined {
  const [, what] = ADD.exec(said) ?? [];
  return what === undefined ? undefined : { replace: (text) => text, add: () => unquoted(what) };
}

function unquoted(said: string): string {
  return said
    .trim()
    .replace(/^[«"“']+|[»"”'.!]+$/gu, '')
    .replace(/^(?:the|an?)\s+/iu, '');
}

function isOneWord(said: string): boolean {
  return !/\s/.test(said.trim());
}
