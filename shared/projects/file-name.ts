/** What a naming template may say in braces. */
export const NAME_FIELDS = ['project', 'shot', 'title', 'asset', 'date'] as const;
export type NameField = (typeof NAME_FIELDS)[number];
export type NameValues = Record<NameField, string>;

/** Linux counts bytes (255), and macOS spells «й» with two signs; what is left over is for a copy's « (2)». */
const NAME_MAX_BYTES = 200;
const EXTENSION_MAX_CHARS = 16;
/** Free text gives way first, so that the number of the shot and of the asset always survive. */
const FREE_FIELDS: readonly NameField[] = ['project', 'title'];
const FREE_TEXT_CHARS = [1000, 80, 40, 20, 10, 4];
const NAMELESS = 'файл';

const FIELD = /\{([^{}]*)\}/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is removed here.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const FORBIDDEN = /[<>:"/\\|?*]+/g;
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** A name that Windows, macOS and Linux all take, made from a template. */
export function fileNameOf(template: string, values: NameValues, extension: string): string {
  const tail = `.${safe(extension).replace(/\./g, '').slice(0, EXTENSION_MAX_CHARS)}`;
  const ending = tail === '.' ? '' : tail;
  const room = NAME_MAX_BYTES - bytesOf(ending);
  for (const freeChars of FREE_TEXT_CHARS) {
    const name = stem(template, shortened(values, freeChars));
    if (bytesOf(name) <= room) return `${name}${ending}`;
  }
  return `${trimEnds(cutBytes(stem(template, shortened(values, 1)), room)) || NAMELESS}${ending}`;
}

/** What stands in braces and means nothing: a slip of the pen that the settings page shows. */
export function unknownFields(template: string): string[] {
  const known: readonly string[] = NAME_FIELDS;
  return [...template.matchAll(FIELD)].map(([, name = '']) => name).filter((name) => !known.includes(name));
}

function stem(template: string, values: NameValues): string {
  const filled = template.replace(FIELD, (whole, name: string) => {
    const field = NAME_FIELDS.find((known) => known === name);
    return field ? safe(values[field]) : whole;
  });
  // An empty value leaves its separators behind.
  const name = trimEnds(safe(filled).replace(/([ _.-])\1+/g, '$1'));
  if (name === '') return NAMELESS;
  return RESERVED.test(name) ? `_${name}` : name;
}

function safe(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(INVISIBLE, '')
    .replace(FORBIDDEN, '-');
}

/** No dot or dash in front (hidden files, options of a command), no dot or blank at the end (Windows drops them). */
function trimEnds(name: string): string {
  return name.replace(/^[ ._-]+|[ ._-]+$/g, '');
}

function shortened(values: NameValues, chars: number): NameValues {
  const short = { ...values };
  for (const field of FREE_FIELDS) short[field] = [...values[field]].slice(0, chars).join('').trim();
  return short;
}

function cutBytes(text: string, maxBytes: number): string {
  let kept = '';
  for (const char of text) {
    if (bytesOf(kept + char) > maxBytes) break;
    kept += char;
  }
  return kept;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text.normalize('NFD')).byteLength;
}
