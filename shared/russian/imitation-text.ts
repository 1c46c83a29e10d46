/** What a picture of the imitation shows, by what its prompt speaks of. The stems are looked for in small letters. */
export const SCENERY = {
  night: ['ноч', 'лун', 'звёзд', 'звезд', 'тёмн', 'темн', 'полноч', 'космос', 'night', 'dark', 'space'],
  dusk: ['закат', 'рассвет', 'вечер', 'сумер', 'заря', 'sunset', 'dawn', 'dusk'],
  sea: ['мор', 'океан', 'волн', 'озер', 'озёр', 'рек', 'корабл', 'кит', 'берег', 'sea', 'ocean', 'lake'],
  city: ['город', 'улиц', 'дом', 'небоскр', 'крыш', 'москв', 'неон', 'city', 'street', 'neon'],
  forest: ['лес', 'дерев', 'сосн', 'ёл', 'ель', 'сад', 'рощ', 'forest', 'tree'],
  mountains: ['гор', 'скал', 'верш', 'ущель', 'mountain', 'cliff'],
  people: [
    'человек',
    'люди',
    'девуш',
    'парен',
    'мужчин',
    'женщин',
    'герой',
    'рыцар',
    'дет',
    'мальчик',
    'девочк',
    'старик',
    'астронавт',
    'толп',
    'man',
    'woman',
    'girl',
    'boy',
    'people',
    'hero',
  ],
  rain: ['дожд', 'ливень', 'гроз', 'rain', 'storm'],
  snow: ['снег', 'зим', 'метел', 'мороз', 'snow', 'winter'],
} as const;

export type Scenery = keyof typeof SCENERY;

export const IMITATION_LABEL = 'Имитация';
export const FRAME_UNREADABLE_TEXT = 'первый кадр не открыть как картинку';

const OPENINGS = [
  'Кадр начинается с тишины',
  'Камера медленно подходит ближе',
  'Мы видим всё с высоты',
  'Первым в кадр входит свет',
  'Общий план, горизонт посередине',
] as const;
const MIDDLES = [
  'воздух дрожит, и каждая мелочь на своём месте',
  'на переднем плане крупная фактура, вдали лёгкая дымка',
  'движение едва заметно, но за ним хочется следить',
  'тени длинные, цвета сдержанные, блики тёплые',
  'ритм спокойный, взгляд ведёт диагональ',
] as const;
const ENDINGS = [
  'В последнюю секунду всё замирает.',
  'Финал остаётся открытым.',
  'Кадр гаснет вместе со светом.',
  'Камера уходит вверх, и мы видим целое.',
  'Остаётся один звук, и он стихает.',
] as const;

type Pick = <T>(from: readonly [T, ...T[]]) => T;

/** A text that says openly that no model has written it. */
export function imitatedText(prompt: string, pick: Pick): string {
  const subject = prompt.trim().replace(/\s+/g, ' ').slice(0, 2000);
  const quoted = subject ? `«${subject}»` : 'без описания';
  return `[Имитация] ${pick(OPENINGS)}: ${quoted}. Здесь ${pick(MIDDLES)}. ${pick(ENDINGS)}`;
}

const SPEAKERS = ['Голос за кадром', 'Рассказчик', 'Первый голос', 'Диктор'] as const;
const HEARD = [
  'раз, два, три, проверка записи',
  'мы начинаем с самого простого',
  'и тогда стало совсем тихо',
  'смотрите внимательно, сейчас всё изменится',
  'это место помнит каждого, кто здесь был',
  'дальше будет интереснее',
] as const;

export function imitatedTranscription(pick: Pick, lines: number): string {
  const said = Array.from({ length: lines }, () => `${pick(SPEAKERS)}: ${pick(HEARD)}.`);
  return `[Имитация: слова не распознавались]\n${said.join('\n')}`;
}
