import type { UnnumberedHunk } from './hunk.ts';
import { isSameValue, type JsonKeys, type JsonNode, listStrings } from './json-source.ts';
import { type LockedPlace, listLockedPlaces } from './locked-phrases.ts';
import { textHunks } from './text-hunks.ts';

type Prompt = { text: string; node: JsonNode };
type Container = Extract<JsonNode, { kind: 'object' | 'array' }>;
type Span = { start: number; end: number };

/** The places where one structured prompt differs from another, each with the way to it. */
export function jsonHunks(original: Prompt, rewritten: Prompt, phrases: readonly string[]): UnnumberedHunk[] {
  return new JsonComparison(original.text, rewritten.text, phrases).compare(
    original.node,
    rewritten.node,
    [],
  );
}

class JsonComparison {
  readonly #before: string;
  readonly #after: string;
  readonly #phrases: readonly string[];
  /** As they stand in the JSON text, over keys and commas too. */
  readonly #places: LockedPlace[];

  constructor(before: string, after: string, phrases: readonly string[]) {
    this.#before = before;
    this.#after = after;
    this.#phrases = phrases;
    this.#places = listLockedPlaces(before, phrases);
  }

  compare(a: JsonNode, b: JsonNode, keys: JsonKeys): UnnumberedHunk[] {
    if (isSameValue(a, b)) return [];
    if (a.kind === 'object' && b.kind === 'object') return this.#compareMembers(a, b, keys);
    if (a.kind === 'array' && b.kind === 'array') return this.#compareItems(a, b, keys);
    if (a.kind === 'string' && b.kind === 'string') return this.#compareStrings(a, b, keys);
    const source = this.#after.slice(b.start, b.end);
    const before = this.#before.slice(a.start, a.end);
    return [this.#judged({ kind: 'value', keys, source, before, after: source }, this.#lockOn(a, a))];
  }

  #compareMembers(
    a: Extract<JsonNode, { kind: 'object' }>,
    b: Extract<JsonNode, { kind: 'object' }>,
    keys: JsonKeys,
  ): UnnumberedHunk[] {
    const [mine, theirs] = [a, b].map(
      ({ members }) => new Map(members.map((member) => [member.key, member])),
    );
    const kept = a.members.flatMap((member) => {
      const way = [...keys, member.key];
      const other = theirs?.get(member.key);
      if (other) return this.compare(member.value, other.value, way);
      return [this.#removed(way, { start: member.start, end: member.value.end }, member.value, a)];
    });
    const added = b.members
      .filter(({ key }) => !mine?.has(key))
      .map(({ key, value }) => this.#added([...keys, key], value, a));
    return [...kept, ...added];
  }

  /** What is the same at both ends stays; the rest is compared in turn. */
  #compareItems(
    a: Extract<JsonNode, { kind: 'array' }>,
    b: Extract<JsonNode, { kind: 'array' }>,
    keys: JsonKeys,
  ): UnnumberedHunk[] {
    const same = (one: JsonNode | undefined, other: JsonNode | undefined) =>
      one !== undefined && other !== undefined && isSameValue(one, other);
    const shorter = Math.min(a.items.length, b.items.length);
    let head = 0;
    while (head < shorter && same(a.items[head], b.items[head])) head++;
    let tail = 0;
    while (tail < shorter - head && same(a.items.at(-1 - tail), b.items.at(-1 - tail))) tail++;
    const from = a.items.slice(head, a.items.length - tail);
    const to = b.items.slice(head, b.items.length - tail);
    const hunks = from.flatMap((item, n) => {
      const other = to[n];
      const way = [...keys, head + n];
      return other ? this.compare(item, other, way) : [this.#removed(way, item, item, a)];
    });
    const added = to.slice(from.length).map((item) => this.#added([...keys, a.items.length - tail], item, a));
    return [...hunks, ...added];
  }

  #compareStrings(
    a: Extract<JsonNode, { kind: 'string' }>,
    b: Extract<JsonNode, { kind: 'string' }>,
    keys: JsonKeys,
  ): UnnumberedHunk[] {
    const places = listLockedPlaces(a.value, this.#phrases);
    const known = new Set(places.map(({ phrase }) => phrase));
    // A phrase that goes over the quotes, or that only the JSON text spells so, is kept with the whole string.
    const over = this.#places.find(
      (place) =>
        isAcross(place, a) && (place.start <= a.start || place.end >= a.end || !known.has(place.phrase)),
    );
    return textHunks(a.value, b.value, { places, keys }).map((hunk) => this.#judged(hunk, over?.phrase));
  }

  #removed(keys: JsonKeys, span: Span, value: JsonNode, within: Container): UnnumberedHunk {
    const before = this.#before.slice(value.start, value.end);
    const lock = this.#lockOn(span, value) ?? this.#lockBetween(within);
    return this.#judged({ kind: 'removed', keys, before, after: '' }, lock);
  }

  #added(keys: JsonKeys, value: JsonNode, within: Container): UnnumberedHunk {
    const source = this.#after.slice(value.start, value.end);
    return this.#judged(
      { kind: 'added', keys, source, before: '', after: source },
      this.#lockBetween(within),
    );
  }

  #judged(hunk: UnnumberedHunk, lock: string | undefined): UnnumberedHunk {
    return lock === undefined || hunk.lockedBy !== undefined ? hunk : { ...hunk, lockedBy: lock };
  }

  /** A phrase in what is taken away, as the text spells it or as it reads. */
  #lockOn(span: Span, value: JsonNode): string | undefined {
    const touched = this.#places.find((place) => isAcross(place, span));
    if (touched) return touched.phrase;
    const strings = listStrings(value);
    return this.#phrases.find((phrase) => phrase !== '' && strings.some((one) => one.value.includes(phrase)));
  }

  /** A phrase that goes over the commas of a list: its parts would not stand side by side any more. */
  #lockBetween(within: Container): string | undefined {
    const parts =
      within.kind === 'array'
        ? within.items
        : within.members.map(({ start, value }) => ({ start, end: value.end }));
    const place = this.#places.find(
      (one) => isAcross(one, within) && !parts.some((part) => part.start <= one.start && one.end <= part.end),
    );
    return place?.phrase;
  }
}

function isAcross(one: Span, other: Span): boolean {
  return one.start < other.end && one.end > other.start;
}
