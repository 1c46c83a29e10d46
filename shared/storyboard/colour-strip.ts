/** One shot of the strip, in order of the film. */
export type StripShot = { planS: number | null; colours: readonly string[] | undefined };

/** A part of a bar, counted from its top, 0…1. */
export type StripBand = { colour: string; from: number; to: number };
/** `bands` are none where a picture has no colours yet; `isEmpty` says that there is no picture. */
export type StripBar = { x: number; width: number; isEmpty: boolean; bands: StripBand[] };

/** What a shot without planned seconds is taken for. */
const USUAL_S = 3;
const BANDS_MAX = 4;

/** Bars that fill the width without a gap: as wide as the shots are long, or all the same. */
export function stripBars(
  shots: readonly StripShot[],
  { width, by }: { width: number; by: 'seconds' | 'equal' },
): StripBar[] {
  const lengths = shots.map(({ planS }) => (by === 'equal' ? 1 : planS && planS > 0 ? planS : USUAL_S));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  let before = 0;
  return shots.map(({ colours }, n) => {
    // Edges are whole pixels, each where its bar begins: nothing adds up along a long film.
    const x = Math.round((before / whole) * width);
    before += lengths[n] ?? 0;
    const end = Math.round((before / whole) * width);
    return { x, width: end - x, isEmpty: colours === undefined, bands: bandsOf(colours ?? []) };
  });
}

/** The bar under a point; beyond the ends the outermost one. */
export function barAt(bars: readonly StripBar[], x: number): number {
  const found = bars.findIndex((bar) => x < bar.x + bar.width);
  return found < 0 ? bars.length - 1 : found;
}

/** The most first: it has half of the bar, each next half of what is left. Light stands above dark, as a sky does. */
export function bandsOf(colours: readonly string[]): StripBand[] {
  const known = colours.filter((colour) => /^#[0-9a-f]{6}$/.test(colour)).slice(0, BANDS_MAX);
  const shares = known.map((colour, n) => ({ colour, share: 2 ** -Math.min(n + 1, known.length - 1 || 1) }));
  const whole = shares.reduce((sum, { share }) => sum + share, 0);
  let from = 0;
  return shares
    .map((one) => ({ ...one, light: oklabOf(one.colour).lightness }))
    .sort((a, b) => b.light - a.light)
    .map(({ colour, share }) => {
      const band = { colour, from, to: from + share / whole };
      from = band.to;
      return band;
    });
}

/** `#rrggbb` as OKLab: numbers that are as far apart as the colours look. */
export function oklabOf(colour: string): { lightness: number; a: number; b: number } {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255),
  );
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const middle = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return {
    lightness: 0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    a: 1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    b: 0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  };
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
