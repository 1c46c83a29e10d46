import { expect, test } from 'vitest';
import { applyRemark } from '#shared/smart-edit/remark-rules.ts';

type Case = [remark: string, text: string, rewritten: string];

const RUSSIAN: Case[] = [
  ['Сделай камеру 35 мм', 'Крыша ночью, объектив 85 мм, дождь', 'Крыша ночью, объектив 35 мм, дождь'],
  ['камера 24мм', 'Мост через реку.', 'Мост через реку, объектив 24 мм.'],
  ['Замени день на вечер', 'Солнечный день, дневной свет', 'Солнечный вечер, вечерний свет'],
  ['Сделай ночь', 'Площадь днём, толпа', 'Площадь ночью, толпа'],
  ['Пусть будет утро', 'Порт на закате', 'Порт утром'],
  ['Сделай вечер', 'Порт, краны', 'Порт, краны, вечер'],
  ['Замени ночь на рассвет', 'Ночная улица', 'Рассветная улица'],
  ['Замени красный на синий', 'Красный плащ, красные туфли', 'Синий плащ, синие туфли'],
  ['Сделай плащ синим', 'Героиня, красный плащ, дождь', 'Героиня, синий плащ, дождь'],
  ['Сделай зонт чёрным', 'Прохожий, зонт', 'Прохожий, зонт чёрного цвета'],
  ['Замени мост на тоннель', 'Старый мост, туман', 'Старый тоннель, туман'],
  ['Крупный план', 'Героиня, общий план, неон', 'Героиня, крупный план, неон'],
  ['Сделай крупнее', 'Снято общим планом', 'Снято средним планом'],
  ['Чуть дальше', 'Лицо, крупный план', 'Лицо, средний план'],
  ['Убери людей из кадра', 'Улица, люди, неон', ''],
  ['Убери толпу', 'Площадь, шумная толпа, фонари', 'Площадь, фонари'],
  ['Добавь туман', 'Лес, сосны', 'Лес, сосны, туман'],
  ['Сделай дождь сильнее', 'Крыша под дождём', 'Крыша под сильным дождём'],
  ['Дождь слабее', 'Сильный дождь, крыша', 'Слабый дождь, крыша'],
  ['Теплее', 'Комната, холодные тона', 'Комната, тёплые тона'],
  ['Сделай темнее', 'Комната', 'Комната, приглушённый свет'],
  ['Замени день на вечер и добавь туман', 'Поле, день', 'Поле, вечер, туман'],
];
const ENGLISH: Case[] = [
  ['Make it a 35mm lens', 'Rooftop at night, 85mm lens, rain', 'Rooftop at night, 35mm lens, rain'],
  ['Change day to evening', 'A street, bright day', 'A street, bright evening'],
  ['make it night', 'A harbour at sunset', 'A harbour at night'],
  ['close-up', 'The heroine, wide shot, neon', 'The heroine, close-up, neon'],
  ['closer', 'A man, medium shot', 'A man, close-up'],
  ['Replace the bridge with a tunnel', 'An old bridge in fog', 'An old tunnel in fog'],
  ['make the coat blue', 'A woman, red coat', 'A woman, blue coat'],
  ['Remove the crowd', 'A square, a noisy crowd, lamps', 'A square, lamps'],
  ['add fog', 'A forest.', 'A forest, fog.'],
  ['stronger rain', 'A roof in light rain', 'A roof in heavy rain'],
  ['darker', 'A room, bright light', 'A room, dim light'],
  ['Сделай камеру 35 мм', 'A roof, 85mm lens', 'A roof, 35mm lens'],
];

test.each([...RUSSIAN.filter(([, , rewritten]) => rewritten !== ''), ...ENGLISH])(
  'V95: the imitation follows %j in %j',
  (remark, text, rewritten) => {
    expect(applyRemark({ text, remark, locked: [] })).toMatchObject({
      prompt: rewritten,
      understood: true,
      note: expect.stringMatching(/^Имитация/),
    });
  },
);

test.each<Case>([
  [
    'Сделай камеру 35 мм',
    '{"scene": "Крыша", "camera": {"lens": "85mm", "angle": "low"}}',
    '{"scene": "Крыша", "camera": {"lens": "35mm", "angle": "low"}}',
  ],
  ['lens 35 mm', '{\n  "focal_length": 85\n}', '{\n  "focal_length": 35\n}'],
  [
    'Замени день на вечер',
    '{"prompt":"Площадь днём","light":"дневной свет","n":1}',
    '{"prompt":"Площадь вечером","light":"вечерний свет","n":1}',
  ],
  ['добавь туман', '{"prompt":"Лес","style":"noir"}', '{"prompt":"Лес, туман","style":"noir"}'],
  ['close-up', '{"shots": ["wide shot", "rain"]}', '{"shots": ["close-up", "rain"]}'],
])('V95: and in JSON, whose layout stays: %j in %j', (remark, text, rewritten) => {
  expect(applyRemark({ text, remark, locked: [] }).prompt).toBe(rewritten);
});

test.each(['Сделай красиво', 'хочу как у Тарковского', 'make it pop', '???', 'Замени слона на кита'])(
  'V95: it says when it does not know a remark, and changes nothing: %s',
  (remark) => {
    const text = 'Ночная крыша, неон';
    const followed = applyRemark({ text, remark, locked: [] });
    expect(followed).toMatchObject({ prompt: text, understood: false });
    expect(followed.note).toContain('Имитация не знает такого замечания');
  },
);

test('V91: the imitation keeps what must not be touched, and V95: names the part that it does not know', () => {
  const followed = applyRemark({
    text: 'Красный плащ, день',
    remark: 'Замени день на ночь; замени красный на синий; сделай уютно',
    locked: ['Красный плащ'],
  });
  expect(followed.prompt).toBe('Красный плащ, ночь');
  expect(followed.note).toContain('«сделай уютно»');
});
