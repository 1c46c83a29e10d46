import { glossaryRules } from './house-rules/glossary-rules.ts';
import { nameRules } from './house-rules/name-rules.ts';
import type { Problem } from './house-rules/problem.ts';
import { readSources } from './house-rules/source-file.ts';
import { svelteRules } from './house-rules/svelte-rules.ts';
import { syntaxRules } from './house-rules/syntax-rules.ts';
import { textRules } from './house-rules/text-rules.ts';

/** The rules of the house that no stock tool knows. Usage: `node scripts/house-rules.ts [root]`. */
const root = process.argv[2] ?? '.';
const sources = readSources(root);
const problems: Problem[] = [
  ...glossaryRules(root, sources),
  ...sources.flatMap((source) => [
    ...nameRules(source),
    ...textRules(source),
    ...syntaxRules(source),
    ...svelteRules(source),
  ]),
];

for (const { path, line, rule, message } of problems) console.log(`${path}:${line}  ${rule}: ${message}`);
console.log(`${problems.length} problems in ${sources.length} files`);
process.exitCode = problems.length ? 1 : 0;
