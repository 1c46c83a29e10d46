import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readRow } from '#server/catalogue/read-row.ts';

const GUIDE = new URL('../../../docs/guide/providers.md', import.meta.url);

test('the rows of the guide are taken as they stand', async () => {
  const text = await readFile(GUIDE, 'utf8');
  const rows = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json));
  expect(rows).toHaveLength(2);
  for (const row of rows)
    expect(readRow(row, { allowedOrigins: [], adapters: new Set(['http']) })).toMatchObject({ ok: true });
});
