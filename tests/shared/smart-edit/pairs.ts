import type { Finding } from '#shared/smart-edit/judge-answer.ts';

/** A prompt, a remark to it, what a model answers, and what is to become of it. */
export type Pair = {
  name: string;
  original: string;
  remark: string;
  answer: string;
  locked?: string[];
  codes: Finding['code'][];
  /** The prompt with all that may be taken; nothing said: the original. */
  whole?: string;
};

const RU =
  'Ночная крыша под дождём, героиня в красном плаще спиной к камере, неон внизу, объектив 85 мм, общий план';
const EN =
  'A rooftop at night in the rain, a woman in a red coat seen from behind, neon below, 85mm lens, wide shot';
const RU_JSON = `{
  "сцена": "Крыша под дождём, героиня в красном плаще, неон внизу",
  "камера": {"объектив": "85 мм", "высота": 2.5, "движение": "статично"},
  "стиль": ["нуар", "неон"],
  "шум": true
}`;
const EN_JSON =
  '{"scene": "A rooftop at night in the rain, a woman in a red coat", "camera": {"lens": "85mm", "height": 2.5, "move": "static"}, "styles": ["noir", "neon"], "grain": true}';

function said(prompt: unknown, more: object = {}): string {
  return JSON.stringify({ prompt, note: 'Изменено.', understood: true, ...more });
}

/** Good answers: one thing exchanged for another in the text of the prompt. */
function good(original: string, remark: string, from: string, to: string): Pair {
  const whole = original.replace(from, to);
  return { name: `followed: ${remark}`, original, remark, answer: said(whole), codes: [], whole };
}

const FOLLOWED: Pair[] = [
  good(RU, 'Сделай камеру 35 мм', '85 мм', '35 мм'),
  good(RU, 'Замени ночь на вечер', 'Ночная', 'Вечерняя'),
  good(RU, 'Плащ — синий', 'красном', 'синем'),
  good(RU, 'Крупный план', 'общий план', 'крупный план'),
  good(RU, 'Снег вместо дождя', 'под дождём', 'под снегом'),
  good(RU, 'Убери неон', ', неон внизу', ''),
  good(RU, 'Добавь туман', 'неон внизу', 'неон внизу, густой туман'),
  good(RU, 'Лицом к камере', 'спиной к камере', 'лицом к камере'),
  good(EN, 'Make it a 35mm lens', '85mm', '35mm'),
  good(EN, 'Change night to evening', 'at night', 'in the evening'),
  good(EN, 'Blue coat', 'red coat', 'blue coat'),
  good(EN, 'Close-up', 'wide shot', 'close-up'),
  good(EN, 'Snow, not rain', 'in the rain', 'in the snow'),
  good(EN, 'Remove the neon', ', neon below', ''),
  good(EN, 'Add fog', 'neon below', 'neon below, dense fog'),
  good(EN, 'Сделай камеру 24 мм', '85mm', '24mm'),
  good(RU_JSON, 'Сделай камеру 35 мм', '85 мм', '35 мм'),
  good(RU_JSON, 'Плащ — синий', 'красном', 'синем'),
  good(RU_JSON, 'Пусть камера едет', 'статично', 'медленный наезд'),
  good(RU_JSON, 'Без шума', 'true', 'false'),
  good(RU_JSON, 'Камеру пониже', '2.5', '1.2'),
  good(RU_JSON, 'Стиль ближе к вестерну', '"нуар"', '"вестерн"'),
  good(EN_JSON, 'Make it a 35mm lens', '85mm', '35mm'),
  good(EN_JSON, 'Blue coat', 'red', 'blue'),
  good(EN_JSON, 'Dolly in', 'static', 'slow dolly in'),
  good(EN_JSON, 'No grain', 'true', 'false'),
  good(EN_JSON, 'Lower camera', '2.5', '1.2'),
  good(EN_JSON, 'Western instead of noir', '"noir"', '"western"'),
];

const SHAPES: Pair[] = [
  {
    name: 'a fence around the answer is no part of it',
    original: RU,
    remark: 'Сделай камеру 35 мм',
    answer: `\`\`\`json\n${said(RU.replace('85', '35'))}\n\`\`\``,
    codes: [],
    whole: RU.replace('85', '35'),
  },
  {
    name: 'words around the JSON are no part of it',
    original: EN,
    remark: '35mm',
    answer: `Here is the result:\n${said(EN.replace('85', '35'))}\nHope this helps!`,
    codes: [],
    whole: EN.replace('85', '35'),
  },
  {
    name: 'plain words of a server that knows no schema are the prompt',
    original: RU,
    remark: 'Сделай камеру 35 мм',
    answer: RU.replace('85', '35'),
    codes: [],
    whole: RU.replace('85', '35'),
  },
  {
    name: 'a structured prompt may come as an object',
    original: EN_JSON,
    remark: '35mm',
    answer: said(JSON.parse(EN_JSON.replace('85mm', '35mm'))),
    codes: [],
    whole: EN_JSON.replace('85mm', '35mm'),
  },
  {
    name: 'a structured prompt may come bare',
    original: EN_JSON,
    remark: '35mm',
    answer: `Sure!\n\`\`\`json\n${EN_JSON.replace('85mm', '35mm')}\n\`\`\``,
    codes: [],
    whole: EN_JSON.replace('85mm', '35mm'),
  },
  {
    name: 'a fence inside the prompt is taken off',
    original: RU_JSON,
    remark: 'Сделай камеру 35 мм',
    answer: said(`\`\`\`json\n${RU_JSON.replace('85', '35')}\n\`\`\``),
    codes: [],
    whole: RU_JSON.replace('85', '35'),
  },
  {
    name: 'another layout of the same values is no change',
    original: EN_JSON,
    remark: '35mm',
    answer: said(JSON.stringify(JSON.parse(EN_JSON), null, 4)),
    codes: ['identical'],
  },
];

const SILENT: Pair[] = [RU, EN, RU_JSON, EN_JSON].flatMap((original): Pair[] => [
  {
    name: `nothing at all: ${original.slice(0, 12)}`,
    original,
    remark: 'x',
    answer: '',
    codes: ['empty'],
  },
  {
    name: `an empty prompt: ${original.slice(0, 12)}`,
    original,
    remark: 'x',
    answer: said('  '),
    codes: ['empty'],
  },
  {
    name: `cut off in the middle: ${original.slice(0, 12)}`,
    original,
    remark: 'x',
    answer: said(original).slice(0, 60),
    codes: original.startsWith('{') ? ['empty'] : ['empty'],
  },
  {
    name: `the same again: ${original.slice(0, 12)}`,
    original,
    remark: 'x',
    answer: said(original),
    codes: ['identical'],
  },
  {
    name: `the same, with a word why: ${original.slice(0, 12)}`,
    original,
    remark: 'x',
    answer: said(original, { understood: false, note: 'Не понимаю.' }),
    codes: ['not_understood'],
  },
  {
    name: `a refusal: ${original.slice(0, 12)}`,
    original,
    remark: 'x',
    answer: said('I’m sorry, but I can’t help with that.'),
    codes: ['refusal'],
  },
  {
    name: `a refusal in plain Russian: ${original.slice(0, 12)}`,
    original,
    remark: 'x',
    answer: 'Извините, я не могу выполнить эту просьбу.',
    codes: ['refusal'],
  },
]);

const DOUBTFUL: Pair[] = [
  {
    name: 'something quite different',
    original: RU,
    remark: 'Сделай камеру 35 мм',
    answer: said(
      'Рецепт борща: свёкла, капуста, морковь, картофель, лук, чеснок, томат, варить час, подавать со сметаной',
    ),
    codes: ['unrelated'],
    whole:
      'Рецепт борща: свёкла, капуста, морковь, картофель, лук, чеснок, томат, варить час, подавать со сметаной',
  },
  {
    name: 'half of the prompt has gone',
    original: EN,
    remark: '35mm',
    answer: said('A rooftop at night, 35mm lens'),
    codes: ['dropped'],
    whole: 'A rooftop at night, 35mm lens',
  },
  {
    name: 'the rest is said to be unchanged',
    original: RU,
    remark: 'Сделай камеру 35 мм',
    answer: said('Ночная крыша под дождём, объектив 35 мм [остальное без изменений]'),
    codes: ['left_out'],
    whole: 'Ночная крыша под дождём, объектив 35 мм [остальное без изменений]',
  },
  {
    name: 'an answer in the tone of a chat',
    original: EN,
    remark: '35mm',
    answer: `Sure, here is your prompt: ${EN.replace('85', '35')}`,
    codes: ['small_talk'],
    whole: `Sure, here is your prompt: ${EN.replace('85', '35')}`,
  },
  {
    name: 'a text that became JSON',
    original: RU,
    remark: 'Сделай камеру 35 мм',
    answer: said(JSON.stringify({ промт: RU.replace('85', '35') })),
    codes: ['became_json'],
    whole: JSON.stringify({ промт: RU.replace('85', '35') }),
  },
  {
    name: 'a structured prompt that became a text',
    original: RU_JSON,
    remark: 'Сделай камеру 35 мм',
    answer: said('Крыша под дождём, объектив 35 мм'),
    codes: ['broken_json'],
  },
  {
    name: 'JSON that lacks its end',
    original: EN_JSON,
    remark: '35mm',
    answer: said(EN_JSON.replace('85mm', '35mm').slice(0, -1)),
    codes: ['broken_json'],
  },
  {
    name: 'JSON that says a key twice',
    original: EN_JSON,
    remark: '35mm',
    answer: said(EN_JSON.replace('"grain"', '"scene"')),
    codes: ['broken_json'],
  },
  {
    name: 'a key that has gone',
    original: EN_JSON,
    remark: '35mm',
    answer: said(EN_JSON.replace(', "grain": true', '').replace('85mm', '35mm')),
    codes: ['keys_dropped'],
    whole: EN_JSON.replace(', "grain": true', '').replace('85mm', '35mm'),
  },
  {
    name: 'a number that became words',
    original: RU_JSON,
    remark: 'Камеру пониже',
    answer: said(RU_JSON.replace('2.5', '"метр"')),
    codes: ['types_changed'],
    whole: RU_JSON.replace('2.5', '"метр"'),
  },
  {
    name: 'a locked phrase of a text',
    original: RU,
    remark: 'Плащ — синий, камера 35 мм',
    locked: ['красном плаще'],
    answer: said(RU.replace('красном', 'синем').replace('85', '35')),
    codes: ['locked'],
    whole: RU.replace('85', '35'),
  },
  {
    name: 'a locked value of JSON',
    original: EN_JSON,
    remark: 'Blue coat, 35mm',
    locked: ['"lens": "85mm"'],
    answer: said(EN_JSON.replace('red', 'blue').replace('85mm', '35mm')),
    codes: ['locked'],
    whole: EN_JSON.replace('red', 'blue'),
  },
  {
    name: 'longer than any model takes',
    original: EN,
    remark: 'More detail',
    answer: said(`${EN}, ${'very detailed '.repeat(2400)}`),
    codes: ['too_long'],
    whole: `${EN}, ${'very detailed '.repeat(2400)}`,
  },
];

export const PAIRS: Pair[] = [...FOLLOWED, ...SHAPES, ...SILENT, ...DOUBTFUL];
