import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from './problem.ts';
import type { SourceFile } from './source-file.ts';
import { lineAt } from './source-file.ts';

const GLOSSARY = 'docs/glossary.md';
const DECLARED = [
  /\b(?:type|interface|class)\s+([A-Za-z_]\w*)/g,
  /\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?["'`[]?(\w+)/gi,
  /\b(?:sqliteTable|store)\(\s*['"](\w+)['"]/g,
];

/** One concept, one word: a type or a table may not carry a name that the glossary bans outright. */
export function glossaryRules(root: string, sources: SourceFile[]): Problem[] {
  const banned = readBanned(join(root, GLOSSARY));
  if (!banned.size) {
    const message = 'needs a section «## Banned outright» with a list of identifiers';
    return [{ path: GLOSSARY, line: 1, rule: 'glossary', message }];
  }
  return sources.filter(isProduct).flatMap((source) =>
    DECLARED.flatMap((pattern) =>
      [...source.text.matchAll(pattern)]
        .filter((match) => banned.has(normalise(match[1] ?? '')))
        .map((match) => ({
          path: source.path,
          line: lineAt(source, match.index),
          rule: 'banned-name',
          message: `«${match[1]}» is banned outright, see ${GLOSSARY}`,
        })),
    ),
  );
}

function isProduct({ path }: SourceFile): boolean {
  return !/^(tests|scripts)\//.test(path);
}

/** `ShotCard`, `shot_card` and `shot_cards` are one name. */
function normalise(name: string): string {
  return name.replaceAll('_', '').toLowerCase().replace(/s$/, '');
}

function readBanned(path: string): Set<string> {
  if (!existsSync(path)) return new Set();
  const section =
    /^## Banned outright\s*$([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
  const bullets = section.split('\n').filter((line) => /^\s*[-*] /.test(line));
  return new Set(bullets.flatMap(identifiersOf).map(normalise));
}

/** A bullet names identifiers in backticks, or begins with bare ones before any explanation. */
function identifiersOf(bullet: string): string[] {
  const quoted = [...bullet.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? '');
  if (quoted.length) return quoted;
  return /^\s*[-*] ([\w, ]+)/.exec(bullet)?.[1]?.split(/[, ]+/).filter(Boolean) ?? [];
}
