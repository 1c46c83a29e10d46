/** What the registries of special addresses keep from the public internet, and the metadata host of one cloud. */
const NOT_PUBLIC_V4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Of 2000::/3, which alone is public; what carries an IPv4 address inside is not taken either. */
const NOT_PUBLIC_V6: [number[], number][] = [
  [[0x2001, 0x0000], 23],
  [[0x2001, 0x0db8], 32],
  [[0x2002], 16],
  [[0x3fff], 20],
];

/** Whether it is the address of a machine on the public internet. What cannot be read is none. */
export function isPublicAddress(address: string): boolean {
  const v4 = readV4(address);
  if (v4 !== undefined)
    return !NOT_PUBLIC_V4.some(([base, bits]) => sameBits(v4, readV4(base) ?? 0, 32 - bits));
  const groups = readV6(address);
  if (!groups || ((groups[0] ?? 0) & 0xe000) !== 0x2000) return false;
  return !NOT_PUBLIC_V6.some(([base, bits]) => sameBits(headOf(groups), headOf(base), 32 - bits));
}

/** Dotted decimal only: every other form is none. */
function readV4(text: string): number | undefined {
  if (!/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** The address parser of URLs knows all forms and gives one of them. */
function readV6(text: string): number[] | undefined {
  if (!text.includes(':') || !URL.canParse(`http://[${text}]/`)) return undefined;
  const plain = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const before = groupsOf(head);
  if (tail === undefined) return before;
  const after = groupsOf(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

/** The first 32 bits. */
function headOf([first = 0, second = 0]: number[]): number {
  return first * 65_536 + second;
}

function sameBits(one: number, other: number, but: number): boolean {
  return Math.floor(one / 2 ** but) === Math.floor(other / 2 ** but);
}
