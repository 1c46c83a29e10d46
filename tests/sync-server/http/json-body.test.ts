import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { jsonBody } from '#server/http/json-body.ts';

const LIMIT_BYTES = 2 * 1024 * 1024;
const app = new Hono().post('/', jsonBody, async (c) => c.json(await c.req.json()));

function post(type: string | undefined, body: string | ReadableStream) {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
  const init = { method: 'POST', headers, body, duplex: 'half' };
  return app.request('/', init);
}

test.for(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])(
  '%s is let in',
  async (type) => {
    const response = await post(type, '{"a":1}');
    expect([response.status, await response.json()]).toEqual([200, { a: 1 }]);
  },
);

test.for([
  undefined,
  'text/plain',
  'text/json',
  'application/x-www-form-urlencoded',
  'application/json-seq',
  '',
])('what a form of another site can send is refused although it reads as JSON: %s', async (type) => {
  const response = await post(type, '{"a":1}');
  expect([response.status, await response.json()]).toMatchObject([400, { fault: { field: 'content-type' } }]);
});

test.for(['', '{', '{"a":1}}', 'undefined', '\u0000'])(
  'what does not read as JSON is refused: %j',
  async (body) => {
    const response = await post('application/json', body);
    expect([response.status, await response.json()]).toMatchObject([400, { fault: { field: 'body' } }]);
  },
);

test('a body of 2 MiB is let in and one byte more is not, with its length told or not', async () => {
  const text = (sizeBytes: number) => JSON.stringify('x'.repeat(sizeBytes - 2));
  const stream = (body: string) => new Blob([body]).stream();
  expect((await post('application/json', text(LIMIT_BYTES))).status).toBe(200);
  expect((await post('application/json', stream(text(LIMIT_BYTES)))).status).toBe(200);
  expect((await post('application/json', text(LIMIT_BYTES + 1))).status).toBe(413);
  expect((await post('application/json', stream(text(LIMIT_BYTES + 1)))).status).toBe(413);
});
