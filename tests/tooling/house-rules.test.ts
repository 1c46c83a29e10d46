import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHECKOUT, temporaryTree } from './temporary-tree.ts';

const GLOSSARY =
  '# Words\n\n## Banned outright\n\n- `Dashboard`: a storyboard\n- `tasks`\n\n## Other\n\n- `Shot`\n';
const LONG = (count: number) =>
  Array.from({ length: count }, (_, i) => `export const n${i} = ${i};`).join('\n');

const BREACHES: [path: string, text: string, rule: string][] = [
  ['shared/long.ts', LONG(401), 'long-file'],
  ['web/src/lib/Raw.svelte', '<p>{@html prompt}</p>', 'no-html'],
  ['tests/a.test.ts', "test.skip('x', () => {});", 'left-out-test'],
  ['tests/b.test.ts', "describe.only('x', () => {});", 'left-out-test'],
  ['tests/c.test.ts', "test.skipIf(true)('x', () => {});", 'left-out-test'],
  ['tests/d.test.ts', "it.concurrent.todo('x');", 'left-out-test'],
  ['tests/e.test.ts', 'await new Promise((resolve) => setTimeout(resolve, 100));', 'fixed-sleep'],
  ['tests/f.test.ts', 'await new Promise<void>((r) => setTimeout(() => r(), 2_000));', 'fixed-sleep'],
  [
    'tests/g.test.ts',
    "import { setTimeout } from 'node:timers/promises';\nawait setTimeout(500);",
    'fixed-sleep',
  ],
  ['tests/h.test.ts', 'await page.waitForTimeout(10);', 'fixed-sleep'],
  ['shared/dashboard.ts', 'export type Dashboard = 1;', 'banned-name'],
  ['migrations/0001_tasks.sql', 'CREATE TABLE IF NOT EXISTS task (id text);', 'banned-name'],
  ['sync-server/schema.ts', "export const t = sqliteTable('tasks', {});", 'banned-name'],
  ['sync-server/texts.ts', "export const message = 'Шот не найден';", 'russian-text'],
  ['web/src/lib/texts.ts', 'export const message = `Шот`;', 'russian-text'],
  ['runner/texts.ts', 'export const stages = /Рендер/;', 'russian-text'],
  ['shared/clock.ts', 'export const now = () => Date.now();', 'impure'],
  ['shared/date.ts', 'export const today = new Date();', 'impure'],
  ['shared/chance.ts', 'export const dice = Math.random();', 'impure'],
  ['shared/net.ts', "export const x = fetch('/');", 'impure'],
  ['sync-server/utils/x.ts', 'export const x = 1;', 'folder-name'],
  ['sync-server/shots/index.ts', 'export const x = 1;', 'no-index'],
  ['sync-server/shots/shotStore.ts', 'export const x = 1;', 'file-name'],
  ['web/src/lib/shot-card.svelte', '<p>x</p>', 'file-name'],
  ['sync-server/main.ts', LONG(41), 'long-file'],
  ['sync-server/cast.ts', 'export const x = JSON.parse("1") as number;', 'unexplained-cast'],
  [
    'web/src/lib/Effect.svelte',
    '<script lang="ts">\nlet x = 1;\n$effect(() => { x; });\n</script>',
    'effect-comment',
  ],
  ['web/src/lib/Store.svelte', "<script>\nimport { writable } from 'svelte/store';\n</script>", 'no-stores'],
  ['web/src/lib/Colour.svelte', '<p>x</p>\n<style>\np { color: #fff; }\n</style>', 'colour-token'],
  ['web/src/lib/Rgb.svelte', '<p>x</p>\n<style>\np { color: rgb(1 2 3); }\n</style>', 'colour-token'],
  [
    'web/src/lib/TakesRunner.svelte',
    "<script>\nimport type { J } from '../../../runner/job.ts';\n</script>",
    'web-imports',
  ],
  [
    'web/src/lib/TakesServer.svelte',
    "<script>\nimport { app } from '#server/app.ts';\n</script>",
    'web-imports',
  ],
];

const ALLOWED: Record<string, string> = {
  'docs/glossary.md': GLOSSARY,
  'shared/russian.ts': "export const text = 'Шот не найден'; // Date.now() is only named here",
  'shared/at.ts': 'export const at = (ms: number) => new Date(ms);',
  'shared/just.ts': `${LONG(400)}\n\n// a comment\n/* and\n a block */\n`,
  'shared/shot.ts': 'export type Shot = 1;\nexport const kinds = [1] as const;',
  'sync-server/run.ts':
    '// the column holds only numbers\nexport const x = JSON.parse("1") as number; // «Шот»',
  'tests/fine.test.ts':
    "test('a title with test.skip( in it', async () => {\n  const t = setTimeout(() => reject(new Error('late')), 5000);\n  await new Promise((r) => setTimeout(r, 20));\n  iterator.skip(2);\n});",
  'web/src/lib/Fine.svelte':
    '<script lang="ts">\nimport type { App } from \'#server/app.ts\';\n// the title of the window\n$effect(() => { document.title = \'Шот\'; });\n</script>\n<p id="#fff">Шот</p>\n<style>\np { color: var(--text-1); }\n</style>',
  'web/src/routes/+page.svelte': '<p>Шоты</p>',
};

test('every house rule finds its breach and leaves the rest alone', () => {
  const found = houseRules(temporaryTree({ ...ALLOWED, ...Object.fromEntries(withoutText(BREACHES)) }));
  for (const [path, , rule] of BREACHES) expect.soft(found.rulesAt(path), path).toContain(rule);
  for (const path of Object.keys(ALLOWED)) expect.soft(found.rulesAt(path), path).toEqual([]);
  expect(found.status).toBe(1);
});

test('a tree without breaches passes', () => {
  expect(houseRules(temporaryTree(ALLOWED)).status).toBe(0);
});

test('a glossary without banned names is a problem itself, not a silent pass', () => {
  expect(houseRules(temporaryTree({ 'docs/glossary.md': '# Words\n' })).rulesAt('docs/glossary.md')).toEqual([
    'glossary',
  ]);
});

function withoutText(breaches: typeof BREACHES): [string, string][] {
  return breaches.map(([path, text]) => [path, text]);
}

function houseRules(root: string): { status: number | null; rulesAt: (path: string) => string[] } {
  const script = join(CHECKOUT, 'scripts', 'house-rules.ts');
  const { status, stdout } = spawnSync(process.execPath, [script, root], { encoding: 'utf8' });
  const problems = [...stdout.matchAll(/^(\S+?):\d+ {2}([\w-]+):/gm)].map(([, path, rule]) => ({
    path,
    rule: rule ?? '',
  }));
  return { status, rulesAt: (path) => problems.filter((p) => p.path === path).map((p) => p.rule) };
}
