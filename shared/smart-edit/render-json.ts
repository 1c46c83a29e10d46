import type { Hunk } from './hunk.ts';
import type { JsonKeys, JsonNode } from './json-source.ts';
import { exchangePieces, type TextPiece } from './text-pieces.ts';

/** A structured prompt with these hunks taken. What they do not touch stays as it was written, to the space. */
export function renderJson(text: string, root: JsonNode, hunks: readonly Hunk[]): string {
  const rendering = new Rendering(text, hunks);
  return text.slice(0, root.start) + rendering.render(root, []) + text.slice(root.end);
}

/** A part of a list or an object: the white space before it, and itself. */
type Part = { lead: string; body: string };

class Rendering {
  readonly #text: string;
  /** By the way to them; what is added, by the way to where it goes. */
  readonly #hunks = new Map<string, Hunk[]>();
  readonly #added = new Map<string, Hunk[]>();
  readonly #unit: string;

  constructor(text: string, hunks: readonly Hunk[]) {
    this.#text = text;
    this.#unit = /^\s*[{[][^\S\n]*\r?\n([ \t]+)/.exec(text)?.[1] ?? '';
    for (const hunk of hunks) {
      const keys = hunk.keys ?? [];
      const [map, way] =
        hunk.kind === 'added' ? [this.#added, keys.slice(0, -1)] : ([this.#hunks, keys] as const);
      map.set(wayOf(way), [...(map.get(wayOf(way)) ?? []), hunk]);
    }
  }

  render(node: JsonNode, keys: JsonKeys): string {
    const hunks = this.#hunks.get(wayOf(keys)) ?? [];
    const value = hunks.find((hunk) => hunk.kind === 'value');
    if (value) return this.#written(value.source, keys.length);
    if (node.kind === 'string' && hunks.length > 0) {
      const pieces = hunks.filter((hunk): hunk is Hunk & TextPiece => hunk.kind === 'words');
      return JSON.stringify(exchangePieces(node.value, pieces));
    }
    if (node.kind === 'string' || node.kind === 'plain') return this.#text.slice(node.start, node.end);
    const parts = this.#partsOf(node, keys);
    if (parts) return joined(node, parts);
    return this.#copied(node, keys);
  }

  /** The text between the parts as it is. */
  #copied(node: JsonNode, keys: JsonKeys): string {
    let result = '';
    let at = node.start;
    for (const [key, child] of childrenOf(node)) {
      result += this.#text.slice(at, child.start) + this.render(child, [...keys, key]);
      at = child.end;
    }
    return result + this.#text.slice(at, node.end);
  }

  /** Put together anew, where something comes or goes; nothing where all its parts stay. */
  #partsOf(node: JsonNode, keys: JsonKeys): { parts: Part[]; tail: string } | undefined {
    const children = childrenOf(node);
    const added = this.#added.get(wayOf(keys)) ?? [];
    const isRemoved = ([key]: (typeof children)[number]) =>
      this.#hunks.get(wayOf([...keys, key]))?.some(({ kind }) => kind === 'removed') ?? false;
    if (added.length === 0 && !children.some(isRemoved)) return undefined;
    const fresh = this.#unit === '' ? '' : `\n${this.#unit.repeat(keys.length + 1)}`;
    const usual = children.length > 0 ? this.#leadOf(node, children.length - 1) : fresh;
    const parts: Part[] = [];
    const bring = (at: number | undefined) => {
      for (const hunk of added)
        if (at === undefined || hunk.keys?.at(-1) === at)
          parts.push({ lead: usual, body: this.#newPart(node, hunk, keys) });
    };
    for (const [n, child] of children.entries()) {
      if (node.kind === 'array') bring(n);
      if (isRemoved(child)) continue;
      const [key, value] = child;
      const name = node.kind === 'object' ? this.#text.slice(partStart(node, n), value.start) : '';
      parts.push({ lead: this.#leadOf(node, n), body: name + this.render(value, [...keys, key]) });
    }
    bring(node.kind === 'array' ? children.length : undefined);
    const [first] = parts;
    if (first && children.length > 0) first.lead = this.#leadOf(node, 0);
    const last = children.at(-1)?.[1];
    const tail = last
      ? this.#text.slice(last.end, node.end - 1)
      : fresh.slice(0, fresh.length - this.#unit.length);
    return { parts, tail };
  }

  #newPart(node: JsonNode, hunk: Hunk, keys: JsonKeys): string {
    const source = hunk.kind === 'added' ? hunk.source : '';
    const value = this.#written(source, keys.length + 1);
    if (node.kind !== 'object') return value;
    const [last] = node.members.slice(-1);
    const colon = last ? (/:\s*$/.exec(this.#text.slice(last.start, last.value.start))?.[0] ?? ':') : ': ';
    return JSON.stringify(String(hunk.keys?.at(-1))) + colon + value;
  }

  /** A value of the answer in the manner of this text. */
  #written(source: string, depth: number): string {
    if (!/^[{[]/.test(source)) return source;
    const written = JSON.stringify(JSON.parse(source), null, this.#unit);
    return written.replaceAll('\n', `\n${this.#unit.repeat(depth)}`);
  }

  /** The white space after the comma, or after the bracket that opens. */
  #leadOf(node: JsonNode, n: number): string {
    const before = n === 0 ? node.start + 1 : (childrenOf(node)[n - 1]?.[1].end ?? node.start);
    return this.#text.slice(before, partStart(node, n)).replace(/^\s*,/, '');
  }
}

function joined(node: JsonNode, { parts, tail }: { parts: Part[]; tail: string }): string {
  const [open, close] = node.kind === 'array' ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return `${open}${close}`;
  return open + parts.map(({ lead, body }) => lead + body).join(',') + tail + close;
}

function childrenOf(node: JsonNode): [key: string | number, value: JsonNode][] {
  if (node.kind === 'array') return node.items.map((item, n) => [n, item]);
  return node.kind === 'object' ? node.members.map(({ key, value }) => [key, value]) : [];
}

function partStart(node: JsonNode, n: number): number {
  const part = node.kind === 'object' ? node.members[n] : node.kind === 'array' ? node.items[n] : undefined;
  return part?.start ?? node.start;
}

function wayOf(keys: JsonKeys): string {
  return JSON.stringify(keys);
}
