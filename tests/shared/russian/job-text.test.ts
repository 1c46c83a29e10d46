import { expect, test } from 'vitest';
import { faultCauseText } from '#shared/russian/fault-cause-text.ts';
import { retryingText } from '#shared/russian/job-text.ts';
import { standstillText } from '#shared/russian/queue-text.ts';

test('what is tried again by itself does not ask a person to try again', () => {
  expect(retryingText({ code: 'provider_failed' })).toBe(
    'У провайдера произошёл сбой. Промт сохранён, повторим сами.',
  );
  expect(retryingText({ code: 'provider_busy', retryAfterS: 5 })).toBe(
    'Провайдер занят. Промт сохранён, повторим сами.',
  );
});

test('the cause is the first sentence, whatever stands inside it', () => {
  expect(faultCauseText({ code: 'tool_missing', tool: 'ffmpeg' })).toBe('На раннере нет программы ffmpeg.');
  expect(faultCauseText({ code: 'work_failed', reason: 'кадр 2.39:1 пуст' })).toBe(
    'Работа не удалась: кадр 2.39:1 пуст.',
  );
});

test('a queue stands only when no runner is there to take from it', () => {
  const [free, paused, away] = [
    { isHere: true, isPaused: false },
    { isHere: true, isPaused: true },
    { isHere: false, isPaused: false },
  ];
  expect(standstillText([away, paused, free])).toBeUndefined();
  expect(standstillText([free], { code: 'provider_no_money' })).toMatch(
    /^На счёте у провайдера закончились деньги\./,
  );
  expect(standstillText([away, paused])).toMatch(/^Раннер на паузе/);
  expect(standstillText([away])).toMatch(/^Раннер не на связи/);
  expect(standstillText([])).toMatch(/^Раннер не на связи/);
});
