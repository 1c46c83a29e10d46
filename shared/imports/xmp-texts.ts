import type { FoundText } from './found-text.ts';

const XMP_MAX_CHARS = 1024 ** 2;
const FIELDS = ['dc:description', 'exif:UserComment', 'photoshop:Instructions', 'raskadr:prompt'];
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** What a packet of XMP says in words. It is looked through as text: nothing in it is ever followed. */
export function xmpTexts(packet: string): FoundText[] {
  if (packet.length > XMP_MAX_CHARS) return [];
  const texts: FoundText[] = [];
  for (const field of FIELDS) {
    const text = elementOf(packet, field) ?? attributeOf(packet, field);
    if (text) texts.push({ key: field, text });
  }
  return texts;
}

function elementOf(packet: string, field: string): string | undefined {
  const open = packet.indexOf(`<${field}`);
  if (open < 0) return undefined;
  const from = packet.indexOf('>', open);
  const to = packet.indexOf(`</${field}>`, open);
  if (from < 0 || to < from) return undefined;
  const inner = packet.slice(from + 1, to);
  return plain(inner.replace(/<[^<>]*>/g, ' '));
}

function attributeOf(packet: string, field: string): string | undefined {
  const open = packet.indexOf(`${field}="`);
  if (open < 0) return undefined;
  const from = open + field.length + 2;
  const to = packet.indexOf('"', from);
  return to < 0 ? undefined : plain(packet.slice(from, to));
}

function plain(text: string): string {
  return text
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi, (all, hex, decimal, name) => {
      if (name) return NAMED[String(name).toLowerCase()] ?? all;
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
    })
    .trim();
}
