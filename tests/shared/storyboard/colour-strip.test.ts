import { describe, expect, test } from 'vitest';
import { barText, rangeText } from '#shared/russian/strip-text.ts';
import { bandsOf, barAt, oklabOf, stripBars } from '#shared/storyboard/colour-strip.ts';

const shot = (planS: number | null, colours?: string[]) => ({ planS, colours });

describe('V20 the colour strip', () => {
  test('bars fill the width without gap or overlap, however many there are', () => {
    for (const count of [1, 2, 7, 150, 5000]) {
      const shots = Array.from({ length: count }, (_, n) => shot(n % 5 === 0 ? null : (n % 7) + 0.5));
      for (const by of ['seconds', 'equal'] as const) {
        const bars = stripBars(shots, { width: 1372, by });
        let end = 0;
        for (const { x, width } of bars) {
          expect(x).toBe(end);
          end = x + width;
        }
        expect(end).toBe(1372);
      }
    }
    expect(stripBars([], { width: 100, by: 'seconds' })).toEqual([]);
  });

  test('are as wide as the shots are long; without a plan a shot counts three seconds', () => {
    const widths = (by: 'seconds' | 'equal') =>
      stripBars([shot(6), shot(null), shot(3), shot(0)], { width: 300, by }).map(({ width }) => width);
    expect(widths('seconds')).toEqual([120, 60, 60, 60]);
    expect(widths('equal')).toEqual([75, 75, 75, 75]);
  });

  test('a shot without a picture is empty; a picture without colours yet has no bands', () => {
    const [empty, unseen, seen] = stripBars([shot(1), shot(1, []), shot(1, ['#102030'])], {
      width: 9,
      by: 'equal',
    });
    expect([empty?.isEmpty, unseen?.isEmpty, unseen?.bands]).toEqual([true, false, []]);
    expect(seen?.bands).toEqual([{ colour: '#102030', from: 0, to: 1 }]);
  });

  test('the most first has half of the bar, light stands above dark, and nothing is left over', () => {
    const bands = bandsOf(['#101010', '#f0f0f0', '#808080']);
    expect(bands.map(({ colour }) => colour)).toEqual(['#f0f0f0', '#808080', '#101010']);
    expect(bands.map(({ from, to }) => to - from)).toEqual([0.25, 0.25, 0.5]);
    expect(bands.at(-1)?.to).toBe(1);
    expect(bandsOf(['red', '#12345', 'javascript:', '#ABCDEF'])).toEqual([]);
  });

  test('a colour stands where it looks in OKLab', () => {
    expect(oklabOf('#ffffff').lightness).toBeCloseTo(1, 5);
    expect(oklabOf('#000000').lightness).toBe(0);
    const red = oklabOf('#ff0000');
    expect([red.lightness, red.a, red.b].map((value) => value.toFixed(3))).toEqual([
      '0.628',
      '0.225',
      '0.126',
    ]);
  });

  test('a point finds its bar, beyond the ends the outermost', () => {
    const bars = stripBars([shot(1), shot(1), shot(1)], { width: 30, by: 'equal' });
    expect([-5, 0, 9.9, 10, 29, 99].map((x) => barAt(bars, x))).toEqual([0, 0, 0, 1, 2, 2]);
  });

  test('bars of a thousand shots are reckoned at once', () => {
    const shots = Array.from({ length: 1000 }, () => shot(3, ['#102030', '#405060', '#708090', '#a0b0c0']));
    const since = performance.now();
    stripBars(shots, { width: 1400, by: 'seconds' });
    expect(performance.now() - since).toBeLessThan(100);
  });

  test('names of bars and ranges', () => {
    expect(barText(12, 'Крыша')).toBe('Шот\u00a012, «Крыша»');
    expect(rangeText({ first: 12, last: 20 })).toBe('Шоты\u00a012–20');
    expect(rangeText({ first: 3, last: 3 })).toBe('Шот\u00a03');
  });
});
