import { followedText, REMARK_ENDS, UNKNOWN_REMARK_TEXT } from '../russian/remark-words.ts';
import { applyHunks, listHunks } from './difference.ts';
import type { Hunk } from './hunk.ts';
import { type JsonKeys, type JsonNode, listStrings, readStructured } from './json-source.ts';
import { REMARK_RULES, type Rewriting } from './rewritings.ts';

type Asked = { text: string; remark: string; locked: readonly string[] };
export type FollowedRemark = { prompt: string; note: string; understood: boolean };

/** The imitation of a model that edits: rules, and an honest word where they end. */
export function applyRemark({ text, remark, locked }: Asked): FollowedRemark {
  const unknown: string[] = [];
  let prompt = text;
  let followed = 0;
  for (const part of remark.split(REMARK_ENDS)) {
    const said = part.trim();
    if (said === '') continue;
    const rewritten = followPart(prompt, said);
    if (rewritten === undefined) unknown.push(said);
    else {
      prompt = rewritten;
      followed++;
    }
  }
  if (followed === 0) return { prompt: text, note: UNKNOWN_REMARK_TEXT, understood: false };
  return { prompt: withoutLocked({ text, prompt, locked }), note: followedText(unknown), understood: true };
}

/** The first rule that has something to do with it; nothing when none has. */
function followPart(prompt: string, said: string): string | undefined {
  for (const rule of REMARK_RULES) {
    const rewriting = rule(said);
    const rewritten = rewriting && rewrite(prompt, rewriting);
    if (rewritten !== undefined) return rewritten;
  }
  return undefined;
}

function rewrite(prompt: string, rewriting: Rewriting): string | undefined {
  const node = readStructured(prompt);
  if (node) return rewriteJson(prompt, node, rewriting);
  const replaced = rewriting.replace(prompt);
  if (replaced !== prompt) return replaced;
  const added = rewriting.add?.(languageOf(prompt));
  return added === undefined ? undefined : appended(prompt, added);
}

function rewriteJson(
  prompt: string,
  node: JsonNode,
  { replace, add, number }: Rewriting,
): string | undefined {
  const strings = listStrings(node);
  const changes: [JsonKeys, string][] = strings.flatMap(({ keys, value }) => {
    const changed = replace(value);
    return changed === value ? [] : [[keys, JSON.stringify(changed)]];
  });
  if (changes.length === 0 && number) {
    const keys = findNumber(node, number.name);
    if (keys) changes.push([keys, number.value]);
  }
  const added = add?.(languageOf(prompt));
  const [main] = strings.toSorted((a, b) => weightOf(b) - weightOf(a));
  if (changes.length === 0 && added !== undefined && main)
    changes.push([main.keys, JSON.stringify(appended(main.value, added))]);
  if (changes.length === 0) return undefined;
  const hunks = changes.map(([keys, source], id): Hunk => {
    return { id, kind: 'value', keys, source, before: '', after: source };
  });
  return applyHunks(prompt, hunks, new Set(hunks.map(({ id }) => id)));
}

/** What describes the picture is called so, or is the longest text there is. */
function weightOf({ keys, value }: { keys: JsonKeys; value: string }): number {
  const isMain = /^(?:prompt|description|scene|text|промт|описание|сцена)$/i.test(String(keys.at(-1)));
  return value.length + (isMain ? 100_000 : 0);
}

function findNumber(node: JsonNode, name: RegExp, keys: JsonKeys = []): JsonKeys | undefined {
  if (node.kind === 'plain')
    return typeof node.value === 'number' && name.test(String(keys.at(-1))) ? keys : undefined;
  if (node.kind === 'array') return undefined;
  if (node.kind !== 'object') return undefined;
  for (const { key, value } of node.members) {
    const found = findNumber(value, name, [...keys, key]);
    if (found) return found;
  }
  return undefined;
}

function appended(text: string, added: string): string {
  const [, body = '', end = ''] = /^([\s\S]*?)([\s.!?…]*)$/u.exec(text) ?? [];
  return body === '' ? text + added : `${body}${/[,;:]$/.test(body) ? '' : ','} ${added}${end}`;
}

function languageOf(text: string): 'ru' | 'en' {
  return /[а-яё]/iu.test(text) ? 'ru' : 'en';
}

function withoutLocked({
  text,
  prompt,
  locked,
}: {
  text: string;
  prompt: string;
  locked: readonly string[];
}) {
  if (locked.length === 0) return prompt;
  const hunks = listHunks({ original: text, rewritten: prompt, locked }) ?? [];
  return applyHunks(text, hunks, new Set(hunks.map(({ id }) => id)));
}
