const NBSP = '\u00a0';

/**
 * «1 234,5», as `toLocaleString('ru')` writes it. That one first reads the rules of a language, and the page would
 * stand still for it just when its first number is drawn.
 */
export function numberText(value: number, maxFractionDigits = 3): string {
  const [whole = '', fraction] = decimal(Math.abs(value), maxFractionDigits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NBSP);
  const text = `${grouped}${fraction ? `,${fraction}` : ''}`;
  return value < 0 && text !== '0' ? `-${text}` : text;
}

/** Rounded as it is written, not as it is stored: 0.15 to 0.2. */
function decimal(value: number, digits: number): string {
  const shift = 10 ** digits;
  const scaled = Math.round(Number(`${value}e${digits}`));
  return String((Number.isNaN(scaled) ? Math.round(value * shift) : scaled) / shift);
}
