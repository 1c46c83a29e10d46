/** How much of a picture's own colour shows before the picture does. */
const SHARE = '55%';

/** A quiet background of the colours that a picture is mostly painted with; nothing where they are not known. */
export function veilOf(colours: readonly string[]): string | undefined {
  // They come from a record, and go into a style.
  const [first, ...others] = colours.filter((colour) => /^#[0-9a-f]{6}$/.test(colour)).slice(0, 3);
  if (first === undefined) return undefined;
  const stops = [first, ...(others.length > 0 ? others : [first])];
  return `linear-gradient(135deg, ${stops.map((colour) => `color-mix(in oklch, ${colour} ${SHARE}, var(--color-app))`).join(', ')})`;
}
