import { describe, expect, test } from 'vitest';
import { planText } from '#shared/russian/plan-text.ts';
import { savePhaseText } from '#shared/russian/save-phase-text.ts';
import { savePhaseExplained, unsentDocumentText } from '#shared/russian/save-text.ts';
import { sizeText } from '#shared/russian/size-text.ts';
import { countsText, placeText, shotLabel } from '#shared/russian/storyboard-text.ts';
import { agoText, momentText } from '#shared/russian/time-text.ts';

const NBSP = '\u00a0';
const NOW = new Date(2026, 10, 21, 15, 30).getTime();
const MINUTE_MS = 60_000;

describe('texts of the pages', () => {
  test('count with the right ending and spaces that do not break', () => {
    expect(countsText({ shots: 12, ready: 3 })).toBe(`12${NBSP}шотов · 3${NBSP}готово`);
    expect(countsText({ shots: 21, ready: 0 })).toBe(`21${NBSP}шот`);
    expect(unsentDocumentText({ kind: 'index', project: 'Рейс', rows: 2 })).toBe(
      `Раскадровка проекта «Рейс»: 2${NBSP}правки`,
    );
    expect(savePhaseText('offline', 12)).toBe(`Нет сети. Изменения на${NBSP}этом устройстве${NBSP}(12)`);
    expect(savePhaseExplained('offline', 1)).toContain(`1${NBSP}правка ждёт`);
    expect(placeText({ number: 12, count: 1 }, 9, 150)).toBe(`Шот${NBSP}12: место${NBSP}9 из${NBSP}150`);
    expect(placeText({ number: 12, count: 3 }, 9, 150)).toBe(`3${NBSP}шота: места${NBSP}9–11 из${NBSP}150`);
    expect(planText(1.5)).toBe(`1,5${NBSP}с`);
    expect(planText(3725)).toBe(`1${NBSP}ч${NBSP}2${NBSP}мин`);
    expect(planText(125)).toBe(`2${NBSP}мин${NBSP}5${NBSP}с`);
    expect(shotLabel({ number: 4, title: '' }, 'Готово')).toBe(`Шот${NBSP}4, Без названия, Готово`);
  });

  test('tell sizes the Russian way', () => {
    expect(sizeText(0)).toBe(`0${NBSP}Б`);
    expect(sizeText(1536)).toBe(`1,5${NBSP}КБ`);
    expect(sizeText(52_743_372)).toBe(`50,3${NBSP}МБ`);
    expect(sizeText(900 * 1024 * 1024)).toBe(`900${NBSP}МБ`);
  });

  test('tell the past in words while it is near', () => {
    expect(agoText(NOW + MINUTE_MS, NOW)).toBe('только что');
    expect(agoText(NOW - 3 * MINUTE_MS, NOW)).toBe('3 минуты назад');
    expect(agoText(NOW - 5 * 60 * MINUTE_MS, NOW)).toBe('5 часов назад');
    expect(agoText(NOW - 20 * 60 * MINUTE_MS, NOW)).toBe('вчера');
    expect(agoText(new Date(2026, 10, 5).getTime(), NOW)).toBe('5 ноября');
    expect(agoText(new Date(2025, 10, 5).getTime(), NOW)).toBe('5 ноября 2025 г.');
    expect(momentText(new Date(2026, 10, 21, 12, 5).getTime(), NOW)).toBe('12:05');
  });
});
