/** A calm drawing that stands for a shot without pictures: paths in a field of 160 × 90, the middle third always full. */
export type Sketch = {
  far: string;
  near: string;
  light: string;
  figure: string;
};

export const SKETCH_WIDTH = 160;
export const SKETCH_HEIGHT = 90;

type Random = () => number;

/** The same id always gives the same drawing, on every device. */
export function sketchOf(id: string): Sketch {
  const random = randomOf(id);
  const horizon = between(random, 42, 66);
  const place = pick(random, [hills, town, water, room, road]);
  const far = place(random, horizon);
  const near = random() < 0.6 ? bank(random, horizon) : '';
  const light =
    random() < 0.55 ? disc(between(random, 30, 130), between(random, 14, 30), between(random, 4, 10)) : '';
  return { far, near, light, figure: people(random, horizon) };
}

function hills(random: Random, horizon: number): string {
  const [a, b, c] = [0, 1, 2].map(() => round(horizon - between(random, 2, 20)));
  return `M0 ${round(horizon)}C20 ${a} 40 ${a} 62 ${round(horizon - 3)}S104 ${b} 120 ${round(horizon - 5)}S150 ${c} 160 ${round(horizon)}V90H0Z`;
}

function town(random: Random, horizon: number): string {
  let path = `M0 ${round(horizon)}`;
  for (let x = 0; x < SKETCH_WIDTH; ) {
    const end = Math.min(SKETCH_WIDTH, x + between(random, 9, 22));
    path += `V${round(horizon - between(random, 4, 30))}H${round(end)}V${round(horizon)}`;
    x = end;
  }
  return `${path}V90H0Z`;
}

function water(random: Random, horizon: number): string {
  let path = `M0 ${round(horizon)}H160V90H0Z`;
  for (let y = horizon + 6; y < 86; y += 7) {
    const x = between(random, 10, 110);
    path += `M${round(x)} ${round(y)}h${round(between(random, 14, 44))}v-.9H${round(x)}Z`;
  }
  return path;
}

function room(random: Random, horizon: number): string {
  const left = round(between(random, 18, 44));
  const right = round(160 - between(random, 18, 44));
  const top = round(between(random, 12, 22));
  const bottom = round(Math.max(horizon, 58));
  return `M0 0H160V90H0ZM${left} ${top}V${bottom}H${right}V${top}Z`;
}

function road(random: Random, horizon: number): string {
  const x = between(random, 62, 98);
  const y = round(horizon);
  return `M0 ${y}H${round(x - 3)}L${round(x - 52)} 90H0ZM160 ${y}H${round(x + 3)}L${round(x + 52)} 90H160Z`;
}

/** Ground close to the camera. */
function bank(random: Random, horizon: number): string {
  const y = round(between(random, Math.max(horizon + 8, 68), 82));
  const rise = round(between(random, -9, 9));
  return `M0 ${y}Q80 ${round(y + rise)} 160 ${y}V90H0Z`;
}

function people(random: Random, horizon: number): string {
  const feet = between(random, Math.max(horizon + 4, 62), 86);
  const x = between(random, 64, 96);
  const kind = random();
  if (kind < 0.25) return person(x, 100, 62);
  if (kind < 0.5) return person(x - 11, feet, 26) + person(x + 9, feet + 1, 24);
  if (kind < 0.85) return person(x, feet, between(random, 22, 40));
  return tree(x, feet, between(random, 26, 44));
}

function person(x: number, feet: number, height: number): string {
  const head = height * 0.13;
  const top = feet - height;
  const shoulder = height * 0.17;
  return (
    disc(x, top + head, head) +
    `M${round(x - shoulder)} ${round(feet)}L${round(x - shoulder * 0.9)} ${round(top + head * 3.4)}` +
    `Q${round(x)} ${round(top + head * 1.5)} ${round(x + shoulder * 0.9)} ${round(top + head * 3.4)}` +
    `L${round(x + shoulder)} ${round(feet)}Z`
  );
}

function tree(x: number, feet: number, height: number): string {
  const crown = height * 0.34;
  return (
    disc(x, feet - height + crown, crown) +
    `M${round(x - 1.4)} ${round(feet - crown)}V${round(feet)}h2.8V${round(feet - crown)}Z`
  );
}

function disc(x: number, y: number, radius: number): string {
  const r = round(radius);
  return `M${round(x - radius)} ${round(y)}a${r} ${r} 0 1 0 ${round(radius * 2)} 0a${r} ${r} 0 1 0 ${round(-radius * 2)} 0Z`;
}

function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

function pick<T>(random: Random, items: [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** FNV-1a for the seed, mulberry32 for the numbers: small, and equal everywhere. */
function randomOf(id: string): Random {
  let seed = 0x811c9dc5;
  for (let n = 0; n < id.length; n++) seed = Math.imul(seed ^ id.charCodeAt(n), 0x01000193);
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
