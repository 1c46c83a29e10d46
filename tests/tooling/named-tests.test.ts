import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHECKOUT } from './temporary-tree.ts';

const NAMED = /\btests\/[\w./-]+\.(?:test\.ts|ts|mjs|c)\b/g;
/** How a document quotes a test: a link to its file, then a piece of its title. */
const QUOTED = /\]\((?:\.\.\/)+(tests\/[^)]+)\) “([^”]+)”/g;

async function listDocs(): Promise<{ path: string; text: string }[]> {
  const names = await readdir(join(CHECKOUT, 'docs'), { recursive: true });
  const paths = [
    'README.md',
    ...names.filter((name) => name.endsWith('.md')).map((name) => join('docs', name)),
  ];
  return Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(join(CHECKOUT, path), 'utf8') })),
  );
}

test('every test file that the documents name exists', async () => {
  const named = (await listDocs()).flatMap(({ path, text }) =>
    [...text.matchAll(NAMED)].map(([file]) => ({ path, file })),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ file }) => !existsSync(join(CHECKOUT, file)))).toEqual([]);
});

test('every title that the documents quote stands in its test', async () => {
  const quoted = (await listDocs()).flatMap(({ path, text }) =>
    [...text.matchAll(QUOTED)].map(([, file = '', title = '']) => ({ path, file, title })),
  );
  expect(quoted.length).toBeGreaterThan(100);
  for (const { file, title } of quoted) {
    expect.soft(await readFile(join(CHECKOUT, file), 'utf8'), file).toContain(title);
  }
});

test('every link of the documents to a file of ours leads somewhere', async () => {
  const broken = (await listDocs()).flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => join(CHECKOUT, path, '..', target))
      .filter((target) => !existsSync(target))
      .map((target) => `${path}: ${target}`),
  );
  expect(broken).toEqual([]);
});
