const prefix = '01JMARKER0';
const needle = Buffer.from(prefix);
const writerDigits = 4;
const numberDigits = 12;
const zero = 48;

/** A valid ULID that can be found in raw bytes: it stands as a key, and keys are written in plain. */
export function markerOf(writer: number, n: number): string {
  return prefix + String(writer).padStart(writerDigits, '0') + String(n).padStart(numberDigits, '0');
}

export function eachMarker(bytes: Buffer, visit: (writer: number, n: number) => void): void {
  let at = bytes.indexOf(needle);
  while (at !== -1) {
    const digits = at + needle.length;
    visit(readDigits(bytes, digits, writerDigits), readDigits(bytes, digits + writerDigits, numberDigits));
    at = bytes.indexOf(needle, digits + writerDigits + numberDigits);
  }
}

function readDigits(bytes: Buffer, at: number, count: number): number {
  let value = 0;
  for (let place = at; place < at + count; place += 1) value = value * 10 + (bytes[place] ?? zero) - zero;
  return value;
}
