import type { Sharp } from 'sharp';

const SIDE = 8;
/** Smaller steps are what another encoding makes of a plain surface. */
const NO_STEP = 2;

/**
 * Sixteen hex digits that stay nearly the same when a picture is made smaller or encoded anew: for each of 8 × 8 fields whether
 * it gets brighter to the right.
 */
export async function likenessOf(picture: Sharp): Promise<string> {
  const grey = await picture
    .flatten({ background: '#808080' })
    .greyscale()
    .resize(SIDE + 1, SIDE, { fit: 'fill', kernel: 'lanczos2' })
    .raw()
    .toBuffer();
  let bits = 0n;
  for (let row = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++) {
      const place = row * (SIDE + 1) + column;
      bits = (bits << 1n) | ((grey[place + 1] ?? 0) - (grey[place] ?? 0) > NO_STEP ? 1n : 0n);
    }
  return bits.toString(16).padStart(16, '0');
}
