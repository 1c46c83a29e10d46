import { IMITATION_LABEL, SCENERY, type Scenery } from '#shared/russian/imitation-text.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { Lettering } from './lettering.ts';

export type Size = { width: number; height: number };

const LONG_SIDE = 1280;
/** The widest shape of a film. */
const WIDEST = 2.39;

/** `16:9` and the like at 1280 pixels on the long side; both sides even, as video wants them. */
export function sizeOf(aspect: unknown): Size {
  const [, w = '16', h = '9'] = /^(\d{1,2}(?:\.\d{1,2})?):(\d{1,2})$/.exec(String(aspect)) ?? [];
  const ratio = Math.min(4, Math.max(0.25, Number(w) / Number(h) || 16 / 9));
  const even = (length: number) => Math.round(length / 2) * 2;
  return ratio >= 1
    ? { width: LONG_SIDE, height: even(LONG_SIDE / ratio) }
    : { width: even(LONG_SIDE * ratio), height: LONG_SIDE };
}

type Stage = Size & { chance: Chance; horizon: number; hue: number; isDark: boolean };

/** A landscape that the prompt and the seed decide, with the prompt written on it. */
export function drawPicture(
  lettering: Lettering,
  { prompt, seed, size }: { prompt: string; seed: string; size: Size },
): string {
  const chance = chanceOf('picture', prompt, seed);
  const scenery = sceneryOf(prompt, chance);
  const isDark = scenery.has('night');
  const stage: Stage = {
    ...size,
    chance,
    isDark,
    hue: scenery.has('dusk') ? chance.between(10, 40) : chance.between(0, 360),
    horizon: size.height * chance.between(0.42, 0.62),
  };
  const parts = [sky(stage), light(stage), isDark ? stars(stage) : clouds(stage)];
  if (scenery.has('mountains') || chance.happens(0.35)) parts.push(ridges(stage));
  if (scenery.has('city')) parts.push(skyline(stage));
  parts.push(scenery.has('sea') ? sea(stage) : hills(stage, scenery.has('snow')));
  if (scenery.has('forest')) parts.push(trees(stage));
  if (scenery.has('people')) parts.push(figures(stage));
  if (scenery.has('rain') || scenery.has('snow')) parts.push(fall(stage, scenery.has('snow')));
  parts.push(caption(lettering, { prompt, seed, size }), label(lettering, size));
  return svg(size, parts.join(''));
}

/** The label alone, for what moves underneath it: below that of a picture, which moves up. */
export function drawLabel(lettering: Lettering, size: Size): string {
  return svg(size, label(lettering, size, 1));
}

function svg({ width, height }: Size, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content}</svg>`;
}

function sceneryOf(prompt: string, chance: Chance): Set<Scenery> {
  const text = prompt.toLowerCase();
  // The keys are those of SCENERY.
  const names = Object.keys(SCENERY) as [Scenery, ...Scenery[]];
  const found = new Set(names.filter((name) => SCENERY[name].some((stem) => text.includes(stem))));
  if (found.size < 2) found.add(chance.pick(names)).add(chance.pick(names));
  return found;
}

function colour(hue: number, saturation: number, lightness: number): string {
  return `hsl(${Math.round(((hue % 360) + 360) % 360)},${Math.round(saturation)}%,${Math.round(lightness)}%)`;
}

function sky({ width, height, hue, isDark, chance }: Stage): string {
  const [top, low] = isDark ? [7, 26] : [chance.between(32, 55), chance.between(72, 86)];
  return `<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${colour(hue, 60, top)}"/><stop offset="0.65" stop-color="${colour(hue + chance.between(20, 70), 65, low)}"/></linearGradient></defs><rect width="${width}" height="${height}" fill="url(#sky)"/>`;
}

function light({ width, horizon, isDark, chance }: Stage): string {
  const r = Math.min(width, horizon) * chance.between(0.06, 0.17);
  const cx = width * chance.between(0.12, 0.88);
  const cy = horizon * chance.between(0.25, 0.9);
  const fill = isDark ? colour(50, 25, 90) : colour(chance.between(20, 58), 95, 78);
  const glow = [3.2, 2.2, 1.5].map(
    (times) => `<circle cx="${cx}" cy="${cy}" r="${r * times}" fill="${fill}" opacity="0.1"/>`,
  );
  return `${glow.join('')}<circle cx="${cx}" cy="${cy}" r="${r}" fill="${fill}"/>`;
}

function stars({ width, horizon, chance }: Stage): string {
  return repeat(chance.whole(60, 140), () => {
    const [x, y] = [chance.between(0, width), chance.between(0, horizon)];
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${chance.between(0.5, 2).toFixed(1)}" fill="#fff" opacity="${chance.between(0.3, 1).toFixed(2)}"/>`;
  });
}

function clouds({ width, horizon, chance }: Stage): string {
  return repeat(chance.whole(1, 5), () => {
    const [x, y, r] = [chance.between(0, width), chance.between(0.05, 0.7) * horizon, chance.between(20, 60)];
    const puffs = repeat(
      4,
      (i) => `<ellipse cx="${x + i * r}" cy="${y - (i % 2) * r * 0.3}" rx="${r}" ry="${r * 0.45}"/>`,
    );
    return `<g fill="#fff" opacity="${chance.between(0.25, 0.6).toFixed(2)}">${puffs}</g>`;
  });
}

function ridges(stage: Stage): string {
  const { width, height, horizon, hue, isDark, chance } = stage;
  return repeat(2, (layer) => {
    const base = horizon + layer * height * 0.04;
    let path = `M0 ${height}L0 ${base}`;
    for (let x = 0; x < width; ) {
      const step = chance.between(0.06, 0.16) * width;
      const peak = base - chance.between(0.1, 0.34 - layer * 0.1) * height;
      path += `L${(x + step / 2).toFixed(1)} ${peak.toFixed(1)}L${(x + step).toFixed(1)} ${(base - chance.between(0, 0.06) * height).toFixed(1)}`;
      x += step;
    }
    const fill = colour(hue + 200, 25, (isDark ? 16 : 52) - layer * (isDark ? 5 : 14));
    return `<path d="${path}L${width} ${height}Z" fill="${fill}"/>`;
  });
}

function skyline({ width, height, horizon, hue, isDark, chance }: Stage): string {
  let houses = '';
  for (let x = -20; x < width; ) {
    const w = chance.between(0.03, 0.09) * width;
    const top = horizon - chance.between(0.05, 0.32) * height;
    houses += `<rect x="${x.toFixed(1)}" y="${top.toFixed(1)}" width="${w.toFixed(1)}" height="${height}" fill="${colour(hue + 190, 20, isDark ? chance.between(8, 16) : chance.between(30, 48))}"/>`;
    for (let y = top + 12; y < horizon; y += 18) {
      for (let wx = x + 6; wx < x + w - 10; wx += 14)
        if (chance.happens(0.45))
          houses += `<rect x="${wx.toFixed(1)}" y="${y.toFixed(1)}" width="7" height="9" fill="${colour(45, 90, 70)}" opacity="${isDark ? 0.9 : 0.45}"/>`;
    }
    x += w + chance.between(0, 6);
  }
  return houses;
}

function hills({ width, height, horizon, hue, isDark, chance }: Stage, isSnowy: boolean): string {
  const green = chance.happens(0.75) ? chance.between(70, 160) : hue + chance.between(60, 160);
  return repeat(3, (layer) => {
    const base = horizon + (layer * (height - horizon)) / 3.2;
    const [a, b] = [chance.between(-0.09, 0.09) * height, chance.between(-0.09, 0.09) * height];
    const [saturation, lightness] = isSnowy ? [12, isDark ? 62 : 92] : [35, isDark ? 18 : 46];
    const fill = colour(green + layer * 8, saturation, lightness - layer * (isDark ? 5 : 9));
    return `<path d="M0 ${base}C${width * 0.3} ${base + a} ${width * 0.6} ${base + b} ${width} ${base}V${height}H0Z" fill="${fill}"/>`;
  });
}

function sea({ width, height, horizon, isDark, chance }: Stage): string {
  const water = chance.between(180, 230);
  const waves = repeat(26, () => {
    const y = horizon + chance.between(0.02, 1) ** 1.6 * (height - horizon);
    const [x, w] = [chance.between(-100, width), chance.between(60, 320)];
    return `<path d="M${x.toFixed(1)} ${y.toFixed(1)}q${(w / 4).toFixed(1)} -9 ${(w / 2).toFixed(1)} 0t${(w / 2).toFixed(1)} 0" stroke="#fff" stroke-width="2.5" fill="none" opacity="${chance.between(0.1, 0.45).toFixed(2)}"/>`;
  });
  return `<rect y="${horizon}" width="${width}" height="${height}" fill="${colour(water, 55, isDark ? 14 : 38)}"/>${waves}`;
}

function trees({ width, height, horizon, hue, isDark, chance }: Stage): string {
  return repeat(chance.whole(8, 22), () => {
    const y = horizon + chance.between(0.05, 0.7) * (height - horizon);
    const h = ((y - horizon) * 0.5 + height * 0.1) * chance.between(0.8, 1.6);
    const x = chance.between(0, width);
    const fill = colour(hue + chance.between(90, 140), 30, isDark ? 9 : chance.between(18, 32));
    const crown = repeat(3, (i) => {
      const [top, w] = [y - h + (i * h) / 4, (h / 5) * (1 + i * 0.55)];
      return `<path d="M${x} ${top}l${w} ${h / 2.4}h${-2 * w}Z"/>`;
    });
    return `<g fill="${fill}"><rect x="${x - h / 30}" y="${y - h / 5}" width="${h / 15}" height="${h / 5}"/>${crown}</g>`;
  });
}

function figures({ width, height, horizon, hue, chance }: Stage): string {
  return repeat(chance.whole(1, 4), () => {
    const y = horizon + chance.between(0.25, 0.6) * (height - horizon);
    const h = height * chance.between(0.14, 0.3);
    const x = width * chance.between(0.15, 0.85);
    const fill = colour(hue + chance.between(120, 240), 35, chance.between(8, 24));
    return `<g fill="${fill}"><circle cx="${x}" cy="${y - h * 0.88}" r="${h * 0.12}"/><path d="M${x - h * 0.15} ${y}L${x - h * 0.17} ${y - h * 0.55}Q${x} ${y - h * 0.92} ${x + h * 0.17} ${y - h * 0.55}L${x + h * 0.15} ${y}L${x + h * 0.03} ${y}L${x} ${y - h * 0.35}L${x - h * 0.03} ${y}Z"/></g>`;
  });
}

function fall({ width, height, chance }: Stage, isSnow: boolean): string {
  return repeat(150, () => {
    const [x, y] = [chance.between(0, width).toFixed(1), chance.between(0, height).toFixed(1)];
    return isSnow
      ? `<circle cx="${x}" cy="${y}" r="${chance.between(1, 4).toFixed(1)}" fill="#fff" opacity="0.8"/>`
      : `<path d="M${x} ${y}l-6 26" stroke="#dff" stroke-width="1.5" opacity="0.4"/>`;
  });
}

function caption(
  lettering: Lettering,
  { prompt, seed, size: { width, height } }: { prompt: string; seed: string; size: Size },
): string {
  const size = Math.round(Math.min(width, height) * 0.042) + 4;
  const pad = size;
  const lines = lettering.wrap(prompt, { width: width - 2 * pad, size, lines: 4 });
  const step = size * 1.3;
  const small = size * 0.55;
  const bandHeight = lines.length * step + pad * 1.3 + small;
  const top = height - bandHeight;
  const text = lines.map((line, i) =>
    lettering.draw(line, { x: pad, y: top + pad + size * 0.6 + i * step, size, fill: '#fff' }),
  );
  const foot = lettering.draw(`#${seed}`, { x: pad, y: height - pad * 0.5, size: small, fill: '#cfcfcf' });
  return `<rect y="${top}" width="${width}" height="${bandHeight}" fill="#000" opacity="0.55"/>${text.join('')}${foot}`;
}

/** In the middle of what a card of any shape shows of the picture: cards cut it to the shape of the film. */
function label(lettering: Lettering, { width, height }: Size, line = 0): string {
  const size = Math.round(Math.min(width, height) * 0.034) + 4;
  const pad = size * 0.6;
  const w = lettering.widthOf(IMITATION_LABEL, size) + pad * 2;
  const h = size + pad * 1.2;
  const x = (width - w) / 2;
  const y = Math.max(0, (height - width / WIDEST) / 2) + pad + line * (h + pad);
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${pad * 0.6}" fill="#000" opacity="0.62"/>${lettering.draw(IMITATION_LABEL, { x: x + pad, y: y + size * 1.02 + pad * 0.3, size, fill: '#ffd75e' })}`;
}

function repeat(times: number, draw: (index: number) => string): string {
  return Array.from({ length: times }, (_, index) => draw(index)).join('');
}
