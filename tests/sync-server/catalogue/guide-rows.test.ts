import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readRow } from '#server/catalogue/read-row.ts';

test('the rows that stand ready in the guide are taken as they stand there', async () => {
  const guide = await readFile(new URL('../../../docs/guide/provider-rows.md', import.meta.url), 'utf8');
  const rows = [...guide.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json));
  expect(rows.map(({ id }) => id)).toEqual(['lmstudio', 'openrouter', 'fal']);
  const rules = { allowedOrigins: ['http://127.0.0.1:1234'], adapters: new Set(['http', 'openai']) };
  for (const row of rows)
    expect(readRow(row, rules)).toMatchObject({ ok: true, value: { kind: 'provider' } });
  expect(readRow(rows[0], { ...rules, allowedOrigins: [] })).toMatchObject({
    ok: false,
    fault: { code: 'private_address' },
  });
});
