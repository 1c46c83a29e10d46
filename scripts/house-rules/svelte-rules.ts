import type { Problem } from './problem.ts';
import type { SourceFile } from './source-file.ts';
import { lineAt } from './source-file.ts';

type Rule = { name: string; pattern: RegExp; message: string; except?: RegExp };

const MARKUP_RULES: Rule[] = [
  { name: 'no-html', pattern: /\{@html\b/g, message: 'raw HTML is how a prompt becomes a script' },
  {
    name: 'web-imports',
    pattern:
      /from\s+['"][^'"]*(?:#server|sync-server)\/|from\s+['"](?:\.\.\/)+(?:runner|tests|bin|scripts|migrations)\//g,
    message: 'web/ takes shared/, and `import type` of sync-server/, nothing else',
    // Type imports vanish before dependency-cruiser sees a component; those of the server are welcome.
    except: /import\s+type\b[^;]*(?:#server|sync-server)\/$/,
  },
  { name: 'no-stores', pattern: /from\s+['"]svelte\/store['"]/g, message: 'runes only, no stores' },
  {
    name: 'colour-token',
    pattern: /#[0-9a-f]{3,8}\b(?=[^{}]*;)|\b(?:rgba?|hsla?|oklch)\(\s*[\d.]/gi,
    message: 'colours only as tokens: var(--…)',
  },
];

/** Rules for components, and for the files with runes beside them. */
export function svelteRules(source: SourceFile): Problem[] {
  const isComponent = source.extension === '.svelte';
  if (!isComponent && !source.path.endsWith('.svelte.ts')) return [];
  const problems = uncommentedEffects(source);
  if (!isComponent) return problems;
  for (const rule of MARKUP_RULES) {
    const where = rule.name === 'colour-token' ? styleOf(source.text) : { text: source.text, start: 0 };
    for (const match of where.text.matchAll(rule.pattern)) {
      const end = match.index + match[0].length;
      if (rule.except?.test(where.text.slice(0, end))) continue;
      problems.push(problemAt(source, where.start + match.index, rule.name, rule.message));
    }
  }
  return problems;
}

/** An effect reaches outside Svelte; the comment above it says what it touches there. */
function uncommentedEffects(source: SourceFile): Problem[] {
  return [...source.text.matchAll(/^\s*\$effect(\.pre)?\(/gm)].flatMap((match) => {
    const offset = match.index + match[0].indexOf('$');
    const above = source.lines[lineAt(source, offset) - 2]?.trim() ?? '';
    if (above.startsWith('//') || above.endsWith('*/')) return [];
    return [
      problemAt(source, offset, 'effect-comment', 'say above the $effect what outside thing it touches'),
    ];
  });
}

function styleOf(text: string): { text: string; start: number } {
  const match = /<style[^>]*>([\s\S]*?)<\/style>/.exec(text);
  return match
    ? { text: match[1] ?? '', start: match.index + match[0].indexOf('>') + 1 }
    : { text: '', start: 0 };
}

function problemAt(source: SourceFile, offset: number, rule: string, message: string): Problem {
  return { path: source.path, line: lineAt(source, offset), rule, message };
}
