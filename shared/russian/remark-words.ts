// What the imitation understands of remarks. Endings stand in one order, so that a word passes its own on to another.

/** Of an adjective: in both lists one place is one form. */
export const HARD = ['ый', 'ая', 'ое', 'ые', 'ого', 'ому', 'ую', 'ыми', 'ых', 'ым', 'ой', 'ом'] as const;
export const SOFT = ['ий', 'яя', 'ее', 'ие', 'его', 'ему', 'юю', 'ими', 'их', 'им', 'ей', 'ем'] as const;

/** `isStressed`: «дневной», whose ending is the one of «дневной улицы» too; it is taken for the former. */
export type AdjectiveStem = { stem: string; isSoft: boolean; isStressed?: true };
export type DayTime = { nouns: string[]; adverb: string; adjective: AdjectiveStem; english: string[] };

/** Nouns: who, of whom, to whom, by whom, about whom. The first English word is the one that is written. */
export const DAY_TIMES: Record<string, DayTime> = {
  day: {
    nouns: ['день', 'дня', 'дню', 'днем', 'дне'],
    adverb: 'днём',
    adjective: { stem: 'дневн', isSoft: false, isStressed: true },
    english: ['day', 'daytime', 'daylight', 'midday', 'noon'],
  },
  evening: {
    nouns: ['вечер', 'вечера', 'вечеру', 'вечером', 'вечере'],
    adverb: 'вечером',
    adjective: { stem: 'вечерн', isSoft: true },
    english: ['evening', 'dusk'],
  },
  morning: {
    nouns: ['утро', 'утра', 'утру', 'утром', 'утре'],
    adverb: 'утром',
    adjective: { stem: 'утренн', isSoft: true },
    english: ['morning'],
  },
  night: {
    nouns: ['ночь', 'ночи', 'ночи', 'ночью', 'ночи'],
    adverb: 'ночью',
    adjective: { stem: 'ночн', isSoft: false, isStressed: true },
    english: ['night', 'nighttime', 'midnight'],
  },
  sunset: {
    nouns: ['закат', 'заката', 'закату', 'закатом', 'закате'],
    adverb: 'на закате',
    adjective: { stem: 'закатн', isSoft: false },
    english: ['sunset'],
  },
  dawn: {
    nouns: ['рассвет', 'рассвета', 'рассвету', 'рассветом', 'рассвете'],
    adverb: 'на рассвете',
    adjective: { stem: 'рассветн', isSoft: false },
    english: ['dawn', 'sunrise'],
  },
};

/** `genitive`: «синего цвета». */
export const COLOURS: { adjective: AdjectiveStem; genitive: string; english: string }[] = [
  { adjective: { stem: 'красн', isSoft: false }, genitive: 'красного', english: 'red' },
  { adjective: { stem: 'син', isSoft: true }, genitive: 'синего', english: 'blue' },
  { adjective: { stem: 'зелен', isSoft: false }, genitive: 'зелёного', english: 'green' },
  { adjective: { stem: 'желт', isSoft: false }, genitive: 'жёлтого', english: 'yellow' },
  { adjective: { stem: 'черн', isSoft: false }, genitive: 'чёрного', english: 'black' },
  { adjective: { stem: 'бел', isSoft: false }, genitive: 'белого', english: 'white' },
  { adjective: { stem: 'сер', isSoft: false }, genitive: 'серого', english: 'grey' },
  { adjective: { stem: 'оранжев', isSoft: false }, genitive: 'оранжевого', english: 'orange' },
  { adjective: { stem: 'фиолетов', isSoft: false }, genitive: 'фиолетового', english: 'purple' },
  { adjective: { stem: 'розов', isSoft: false }, genitive: 'розового', english: 'pink' },
  { adjective: { stem: 'коричнев', isSoft: false }, genitive: 'коричневого', english: 'brown' },
];

/** From the furthest to the nearest. */
export const SHOT_SIZES: { adjective: AdjectiveStem; russian: string; english: string; names: RegExp }[] = [
  {
    adjective: { stem: 'дальн', isSoft: true },
    russian: 'дальний план',
    english: 'extreme wide shot',
    names: /extreme (?:wide|long) shot/giu,
  },
  {
    adjective: { stem: 'общ', isSoft: true },
    russian: 'общий план',
    english: 'wide shot',
    names: /(?<!extreme )(?:wide|long|full) shot/giu,
  },
  {
    adjective: { stem: 'средн', isSoft: true },
    russian: 'средний план',
    english: 'medium shot',
    names: /(?:medium|mid) shot/giu,
  },
  {
    adjective: { stem: 'крупн', isSoft: false },
    russian: 'крупный план',
    english: 'close-up',
    names: /(?<!extreme )close[- ]?up(?: shot)?/giu,
  },
];

/** What can be more and less; the words agree with the noun as it stands. */
export const FORCES: {
  nouns: string[];
  isFeminine?: true;
  strong: string;
  weak: string;
  english?: { noun: string; strong: string; weak: string };
}[] = [
  {
    nouns: ['дождь', 'дождя', 'дождю', 'дождем', 'дожде'],
    strong: 'сильн',
    weak: 'слаб',
    english: { noun: 'rain', strong: 'heavy', weak: 'light' },
  },
  {
    nouns: ['снег', 'снега', 'снегу', 'снегом', 'снеге'],
    strong: 'сильн',
    weak: 'слаб',
    english: { noun: 'snow', strong: 'heavy', weak: 'light' },
  },
  {
    nouns: ['ветер', 'ветра', 'ветру', 'ветром', 'ветре'],
    strong: 'сильн',
    weak: 'слаб',
    english: { noun: 'wind', strong: 'strong', weak: 'light' },
  },
  {
    nouns: ['туман', 'тумана', 'туману', 'туманом', 'тумане'],
    strong: 'плотн',
    weak: 'слаб',
    english: { noun: 'fog', strong: 'dense', weak: 'light' },
  },
  {
    nouns: ['дым', 'дыма', 'дыму', 'дымом', 'дыме'],
    strong: 'плотн',
    weak: 'слаб',
    english: { noun: 'smoke', strong: 'dense', weak: 'light' },
  },
  {
    nouns: ['гроза', 'грозы', 'грозе', 'грозой', 'грозу'],
    isFeminine: true,
    strong: 'сильн',
    weak: 'слаб',
    english: { noun: 'storm', strong: 'heavy', weak: 'light' },
  },
  {
    nouns: ['дымка', 'дымки', 'дымке', 'дымкой', 'дымку'],
    isFeminine: true,
    strong: 'плотн',
    weak: 'слаб',
    english: { noun: 'haze', strong: 'dense', weak: 'light' },
  },
];
export const MASCULINE_ENDINGS = ['ый', 'ого', 'ому', 'ым', 'ом'] as const;
export const FEMININE_ENDINGS = ['ая', 'ой', 'ой', 'ой', 'ую'] as const;

/** What is said of the light and the colours as a whole. */
export const MOODS: { asked: RegExp; russian: string; english: string; opposite: RegExp }[] = [
  {
    asked: /тепле[ей]|\bwarmer\b/iu,
    russian: 'тёплые тона',
    english: 'warm tones',
    opposite: /холодные тона|cold tones|cool tones/giu,
  },
  {
    asked: /холодне[ей]|\b(?:colder|cooler)\b/iu,
    russian: 'холодные тона',
    english: 'cold tones',
    opposite: /т[её]плые тона|warm tones/giu,
  },
  {
    asked: /ярче|светле[ей]|\b(?:brighter|lighter)\b/iu,
    russian: 'яркий свет',
    english: 'bright light',
    opposite: /приглуш[её]нный свет|dim light/giu,
  },
  {
    asked: /темне[ей]|тусклее|\b(?:darker|dimmer)\b/iu,
    russian: 'приглушённый свет',
    english: 'dim light',
    opposite: /яркий свет|bright light/giu,
  },
];

export const SWAP =
  /(?:замени(?:те|ть)?|поменя(?:й|йте|ть)|смени(?:те|ть)?|вместо|replace|change|swap)\s+(.+?)\s+(?:на|сделай|поставь|with|to|for|into)\s+(.+)/iu;
export const REMOVE =
  /(?:убери(?:те)?|убрать|удали(?:те|ть)?|без|remove|delete|without|drop)\s+(?:the\s+|a\s+|an\s+)?(.+)/iu;
export const ADD = /(?:добавь(?:те)?|добавить|add|include)\s+(?:a\s+|an\s+|the\s+)?(.+)/iu;
export const STRONGER = /сильнее|усиль|больше|гуще|плотнее|\b(?:more|stronger|heavier|denser)\b/iu;
export const WEAKER = /слабее|ослабь|меньше|реже|тише|\b(?:less|weaker|lighter)\b/iu;
export const NEARER = /крупнее|ближе|\b(?:closer|tighter)\b/iu;
export const FURTHER = /дальше|шире|отдали|\b(?:wider|further|farther)\b/iu;

/** Where one remark ends and the next begins. */
export const REMARK_ENDS =
  /[;\n]+|[.!?]+(?=\s|$)|,?\s+(?:и|а также|and)\s+(?=(?:замен|помен|смен|сдела|добав|убер|убра|удал|усил|ослаб|пусть|replace|change|swap|make|add|remove|set)\p{L}*)|,\s*(?=(?:замен|помен|смен|сдела|добав|убер|убра|удал|усил|ослаб|пусть|replace|change|swap|make|add|remove|set)\p{L}*)/giu;

export const LENS_TEXT = { ru: (mm: string) => `объектив ${mm} мм`, en: (mm: string) => `${mm}mm lens` };
export const OF_COLOUR_TEXT = { ru: (genitive: string) => `${genitive} цвета` };

const LABEL = 'Имитация:';
export const UNKNOWN_REMARK_TEXT =
  'Имитация не знает такого замечания и ничего не изменила. Она умеет: объектив в мм, время суток, цвет, план, «замени … на …», «добавь …», «убери …», сильнее и слабее. Для свободных замечаний выберите настоящую модель.';

export function followedText(unknown: string[]): string {
  const rest =
    unknown.length > 0 ? ` Этого она не знает: ${unknown.map((one) => `«${one}»`).join(', ')}.` : '';
  return `${LABEL} переписано по простым правилам, не моделью.${rest}`;
}
