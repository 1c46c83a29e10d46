/** A value of a JSON text, and where in it it stands. */
export type JsonNode = { start: number; end: number } & (
  | { kind: 'object'; members: JsonMember[] }
  | { kind: 'array'; items: JsonNode[] }
  | { kind: 'string'; value: string }
  | { kind: 'plain'; value: number | boolean | null }
);
/** `start` is where its key begins. */
export type JsonMember = { key: string; start: number; value: JsonNode };

/** Deeper nesting is no prompt. */
const DEPTH_MAX = 64;

/** An object or a list with the places of all its parts; nothing for what is no such JSON, or says a key twice. */
export function readStructured(text: string): JsonNode | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  if (isTooDeep(text)) return undefined;
  const node = new JsonReader(text).read();
  return saysTwice(node) ? undefined : node;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}

function saysTwice(node: JsonNode): boolean {
  if (node.kind === 'array') return node.items.some(saysTwice);
  if (node.kind !== 'object') return false;
  if (new Set(node.members.map(({ key }) => key)).size < node.members.length) return true;
  return node.members.some(({ value }) => saysTwice(value));
}

/** Reads a text of which `JSON.parse` has said already that it is one. */
class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonNode {
    this.#skipSpace();
    const start = this.#at;
    switch (this.#text[start]) {
      case '{': {
        const members = this.#readList('}', () => this.#readMember());
        return { kind: 'object', start, end: this.#at, members };
      }
      case '[': {
        const items = this.#readList(']', () => this.read());
        return { kind: 'array', start, end: this.#at, items };
      }
      case '"':
        return { kind: 'string', value: this.#readString(), start, end: this.#at };
    }
    while (this.#at < this.#text.length && !/[\s,\]}]/.test(this.#text[this.#at] ?? '')) this.#at++;
    return { kind: 'plain', value: JSON.parse(this.#text.slice(start, this.#at)), start, end: this.#at };
  }

  #readList<T>(close: string, read: () => T): T[] {
    const list: T[] = [];
    this.#at++;
    for (;;) {
      this.#skipSpace();
      const next = this.#text[this.#at];
      if (next === close || next === undefined) break;
      if (next === ',') this.#at++;
      else list.push(read());
    }
    this.#at++;
    return list;
  }

  #readMember(): JsonMember {
    const start = this.#at;
    const key = this.#readString();
    this.#skipSpace();
    this.#at++;
    return { key, start, value: this.read() };
  }

  #readString(): string {
    const start = this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"')
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    this.#at++;
    return JSON.parse(this.#text.slice(start, this.#at));
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}

/** The same value, however it is written. */
export function isSameValue(a: JsonNode, b: JsonNode): boolean {
  if (a.kind === 'array')
    return (
      b.kind === 'array' &&
      a.items.length === b.items.length &&
      a.items.every((item, n) => isSameValue(item, b.items[n] ?? item))
    );
  if (a.kind === 'object') {
    if (b.kind !== 'object' || a.members.length !== b.members.length) return false;
    const others = new Map(b.members.map(({ key, value }) => [key, value]));
    return a.members.every(({ key, value }) => {
      const other = others.get(key);
      return other !== undefined && isSameValue(value, other);
    });
  }
  return a.kind === b.kind && 'value' in b && a.value === b.value;
}

/** Every string in it, with the way there. */
export function listStrings(node: JsonNode, keys: JsonKeys = []): { keys: JsonKeys; value: string }[] {
  if (node.kind === 'string') return [{ keys, value: node.value }];
  if (node.kind === 'array') return node.items.flatMap((item, n) => listStrings(item, [...keys, n]));
  if (node.kind !== 'object') return [];
  return node.members.flatMap(({ key, value }) => listStrings(value, [...keys, key]));
}

/** The way to a value: names of members and places in lists. */
export type JsonKeys = readonly (string | number)[];

/** «camera.lens», «styles[2]». */
export function pathText(keys: JsonKeys): string {
  return keys
    .map((key, n) => {
      if (typeof key === 'number') return `[${key + 1}]`;
      return n === 0 ? key : `.${key}`;
    })
    .join('');
}
