import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Delivery } from '#runner/delivery.ts';
import { createClock, type Log } from '#runner/ports.ts';
import { ServerClient } from '#runner/server-client.ts';
import { Spool } from '#runner/spool.ts';
import { CallId, JobId } from '#shared/jobs/job.ts';

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const SHA = 'a'.repeat(64);
const job = JobId.parse('01M7ZDA7VXK80H0F98JN8QYN5W');
const call = CallId.parse('01M7ZDA7VXK80H0F98JN8QYN5X');

async function aSpool(serverUrl = 'http://127.0.0.1:1') {
  const dataDir = await mkdtemp(join(tmpdir(), 'raskadr-spool-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const spool = await Spool.open(dataDir);
  const client = new ServerClient({ serverUrl, token: 't' });
  const delivery = new Delivery({ client, spool, log: silent, clock: createClock() });
  const path = join(dataDir, 'picture');
  await writeFile(path, 'x');
  const made = {
    sha256: SHA,
    kind: 'image',
    type: 'image/png',
    width: 1,
    height: 1,
    durationMs: null,
  } as const;
  const body = { fence: 1, call, files: [made] };
  const entry = await spool.put('one', { says: 'complete', job, body, price: 5 }, [{ path, sha256: SHA }]);
  return { dataDir, spool, delivery, entry };
}

test('what is in the spool is there after the next start, with its files', async () => {
  const { dataDir, entry } = await aSpool();
  expect(await (await Spool.open(dataDir)).list()).toEqual([entry]);
  expect((await readdir(entry.folder)).sort()).toEqual([SHA, 'result.json'].sort());
});

test('a word that was brought meanwhile by another round is no trouble', async () => {
  const { spool, delivery, entry } = await aSpool();
  await spool.remove(entry);
  expect(await delivery.bring(entry)).toBe('taken');
});

test('a word whose file is gone waits, and does not end the runner', async () => {
  const { delivery, entry } = await aSpool();
  await rm(join(entry.folder, SHA));
  expect(await delivery.bring(entry)).toBe('stuck');
  expect(await delivery.bringAll()).toEqual({ left: 1 });
});

test('a word that the disk had no room for is kept at the next try, with the files that had moved already', async () => {
  const { dataDir, spool, entry } = await aSpool();
  const [first, second] = [join(dataDir, 'first'), join(dataDir, 'second')];
  await writeFile(first, 'x');
  const files = [
    { path: first, sha256: 'b'.repeat(64) },
    { path: second, sha256: 'c'.repeat(64) },
  ];
  await expect(spool.put('two', entry.word, files)).rejects.toThrow('ENOENT');
  await writeFile(second, 'y');
  const kept = await spool.put('two', entry.word, files);
  expect((await readdir(kept.folder)).sort()).toEqual(['b'.repeat(64), 'c'.repeat(64), 'result.json']);
});

test('J6: a paid result that the server will never take is told as lost with its price, and kept aside', async () => {
  const told: [string, unknown][] = [];
  const server = createServer(async (ask, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of ask) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    if (ask.method === 'HEAD')
      return void answer.writeHead(204, { 'upload-offset': 1, 'upload-length': 1 }).end();
    told.push([ask.url ?? '', JSON.parse(body)]);
    const isUnfit = ask.url?.endsWith('/complete');
    answer.writeHead(isUnfit ? 400 : 204);
    answer.end(isUnfit ? JSON.stringify({ fault: { code: 'bad_input', field: 'files' }, message: '' }) : '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  // A server that listens on TCP has such an address.
  const { dataDir, spool, delivery, entry } = await aSpool(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  expect(await delivery.bring(entry)).toBe('refused');
  expect(told[1]).toEqual([
    `/runner/v1/jobs/${job}/fail`,
    { call, fence: 1, actual: 5, sent: 'yes', fault: { code: 'result_lost' }, retry: 'never' },
  ]);
  expect(await spool.list()).toEqual([]);
  expect(await readdir(join(dataDir, 'spool', 'refused', 'one'))).toContain(SHA);
});
