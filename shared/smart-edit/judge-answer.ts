import { REFUSAL_WORDS, SMALL_TALK } from '../russian/answer-words.ts';
import { applyHunks, listHunks } from './difference.ts';
import type { Hunk } from './hunk.ts';
import { type JsonNode, listStrings, pathText, readStructured } from './json-source.ts';
import { type ReadAnswer, readAnswer } from './read-answer.ts';

/** What is wrong with an answer; the first five leave nothing to take. */
export type Finding =
  | { code: 'empty' }
  | { code: 'refusal'; said: string }
  | { code: 'broken_json' }
  | { code: 'identical' }
  | { code: 'not_understood'; note: string }
  | { code: 'unrelated'; keptPercent: number }
  | { code: 'dropped'; droppedPercent: number }
  | { code: 'left_out' }
  | { code: 'small_talk'; said: string }
  | { code: 'became_json' }
  | { code: 'keys_dropped'; paths: string[] }
  | { code: 'types_changed'; paths: string[] }
  | { code: 'locked'; phrases: string[] }
  | { code: 'too_long'; limit: number };

const HOPELESS: ReadonlySet<Finding['code']> = new Set([
  ...(['empty', 'refusal', 'broken_json', 'identical', 'not_understood'] as const),
]);

export type JudgedAnswer = { note: string; hunks: Hunk[]; findings: Finding[]; rewritten: string };
type Asked = { original: string; locked: readonly string[]; maxChars: number };

/** Fewer words than this say nothing by their share. */
const WORDS_LEAST = 6;
const UNRELATED_BELOW = 0.2;
const DROPPED_ABOVE = 0.5;
const PATHS_SHOWN = 5;

/** An answer, read and judged: its hunks, and all that a person should know before he takes any. */
export function judgeAnswer(answer: string, asked: Asked): JudgedAnswer {
  const read = readAnswer(answer, asked.original);
  if (!read || read.prompt.trim() === '') return hopeless({ code: 'empty' }, read);
  const isPlain = read.form === 'plain' && !readStructured(read.prompt);
  if (REFUSAL_WORDS.test(read.prompt) && !REFUSAL_WORDS.test(asked.original))
    return hopeless({ code: 'refusal', said: beginningOf(read.prompt) }, read);
  const hunks = listHunks({ original: asked.original, rewritten: read.prompt, locked: asked.locked });
  if (!hunks) return hopeless({ code: 'broken_json' }, read);
  if (hunks.length === 0)
    return hopeless(
      read.understood ? { code: 'identical' } : { code: 'not_understood', note: read.note },
      read,
    );
  const findings = [
    ...sharesOf(asked.original, read.prompt),
    ...(isPlain ? smallTalkIn(read.prompt) : []),
    ...shapeFindings(asked.original, read.prompt),
    ...lockedFinding(hunks),
    ...lengthFinding(asked, hunks),
  ];
  return { note: read.note, hunks, findings, rewritten: read.prompt };
}

/** Whether anything of the answer can be taken. */
export function isHopeless(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => HOPELESS.has(code));
}

function hopeless(finding: Finding, read: ReadAnswer | undefined): JudgedAnswer {
  return { note: read?.note ?? '', hunks: [], findings: [finding], rewritten: read?.prompt ?? '' };
}

/** How much of the original has gone, and how much of the answer is known. */
function sharesOf(original: string, rewritten: string): Finding[] {
  const [before, after] = [wordsOf(original), wordsOf(rewritten)];
  if (before.length < WORDS_LEAST) return [];
  const left = countedWords(after);
  let kept = 0;
  for (const word of before) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    kept++;
  }
  const share = kept / before.length;
  if (LEFT_OUT.test(rewritten) && !LEFT_OUT.test(original)) return [{ code: 'left_out' }];
  if (1 - share > DROPPED_ABOVE && after.length < before.length * 0.7)
    return [{ code: 'dropped', droppedPercent: Math.round((1 - share) * 100) }];
  if (share < UNRELATED_BELOW) return [{ code: 'unrelated', keptPercent: Math.round(share * 100) }];
  return [];
}

/** Words of a text, or of the values of a structured one. */
function wordsOf(prompt: string): string[] {
  const node = readStructured(prompt);
  const text = node
    ? listStrings(node)
        .map(({ value }) => value)
        .join(' ')
    : prompt;
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

function countedWords(words: string[]): Map<string, number> {
  const counted = new Map<string, number>();
  for (const word of words) counted.set(word, (counted.get(word) ?? 0) + 1);
  return counted;
}

const LEFT_OUT =
  /\.{3}\s*$|…\s*$|\[[^\]]*(?:без изменений|unchanged|same as|остальн|rest of)[^\]]*\]|(?:the )?rest (?:is|remains|stays) (?:un|the same)|остальное без изменений|далее без изменений/i;

function smallTalkIn(prompt: string): Finding[] {
  return SMALL_TALK.test(prompt) ? [{ code: 'small_talk', said: beginningOf(prompt) }] : [];
}

function shapeFindings(original: string, rewritten: string): Finding[] {
  const [before, after] = [readStructured(original), readStructured(rewritten)];
  if (!before) return after ? [{ code: 'became_json' }] : [];
  if (!after) return [];
  const dropped: string[] = [];
  const retyped: string[] = [];
  compareShapes(before, after, { path: [], dropped, retyped });
  return [
    ...(dropped.length > 0 ? [{ code: 'keys_dropped' as const, paths: dropped.slice(0, PATHS_SHOWN) }] : []),
    ...(retyped.length > 0 ? [{ code: 'types_changed' as const, paths: retyped.slice(0, PATHS_SHOWN) }] : []),
  ];
}

type Shapes = { path: (string | number)[]; dropped: string[]; retyped: string[] };

function compareShapes(before: JsonNode, after: JsonNode, { path, dropped, retyped }: Shapes): void {
  if (typeNameOf(before) !== typeNameOf(after)) {
    retyped.push(pathText(path));
    return;
  }
  if (before.kind === 'array' && after.kind === 'array')
    for (const [n, item] of before.items.entries()) {
      const other = after.items[n];
      if (other) compareShapes(item, other, { path: [...path, n], dropped, retyped });
    }
  if (before.kind !== 'object' || after.kind !== 'object') return;
  for (const { key, value } of before.members) {
    const other = after.members.find((member) => member.key === key);
    if (other) compareShapes(value, other.value, { path: [...path, key], dropped, retyped });
    else dropped.push(pathText([...path, key]));
  }
}

function typeNameOf(node: JsonNode): string {
  return node.kind === 'plain' ? (node.value === null ? 'null' : typeof node.value) : node.kind;
}

function lockedFinding(hunks: Hunk[]): Finding[] {
  const phrases = [...new Set(hunks.flatMap(({ lockedBy }) => (lockedBy === undefined ? [] : [lockedBy])))];
  return phrases.length > 0 ? [{ code: 'locked', phrases }] : [];
}

function lengthFinding({ original, maxChars }: Asked, hunks: Hunk[]): Finding[] {
  const whole = applyHunks(original, hunks, new Set(hunks.map(({ id }) => id)));
  return whole.length > maxChars ? [{ code: 'too_long', limit: maxChars }] : [];
}

function beginningOf(said: string): string {
  const line = said.trim().replace(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 120).toWellFormed()}…` : line;
}
