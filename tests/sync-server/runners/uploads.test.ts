import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Sha256 } from '#server/blobs/blob-store.ts';
import { sql } from '#server/database/sql.ts';
import { faultOf } from '../a-house.ts';
import { aPicture } from '../media/a-picture.ts';
import { aGenerateJob, aRunner, sha256Of, type TestRunner } from './a-runner.ts';
import { aStudio, ledgerOf } from './a-studio.ts';

const BYTES = new TextEncoder().encode('снимок рассвета над морем');

function headOf(runner: TestRunner, sha256: string) {
  return runner.caller.ask('HEAD', `/runner/v1/blobs/${sha256}`);
}

async function offsetOf(runner: TestRunner, sha256: string) {
  const { headers, status } = await headOf(runner, sha256);
  expect(status).toBe(204);
  return [headers.get('upload-offset'), headers.get('upload-length')];
}

test('R9: an upload goes on where it stopped, and is whole only when its hash is right', async () => {
  const { runner } = await aStudio();
  const sha256 = sha256Of(BYTES);
  expect(await offsetOf(runner, sha256)).toEqual(['0', null]);
  const length = BYTES.byteLength;
  const first = await runner.send(sha256, BYTES.subarray(0, 10), { length });
  expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '10']);
  expect(await offsetOf(runner, sha256)).toEqual(['10', null]);
  const jumped = await runner.send(sha256, BYTES.subarray(20), { offset: 20, length });
  expect(jumped.status).toBe(409);
  expect(await jumped.json()).toMatchObject({ fault: { code: 'upload_moved_on', offset: 10 } });
  const last = await runner.send(sha256, BYTES.subarray(10), { offset: 10, length });
  expect([last.status, last.headers.get('upload-offset')]).toEqual([204, String(length)]);
  expect(await offsetOf(runner, sha256)).toEqual([String(length), String(length)]);
  // Once more, after a lost answer: it says that it moved on, and the head says that it is whole.
  expect((await runner.send(sha256, BYTES)).status).toBe(204);
});

test('R9: a wrong hash leaves nothing behind', async () => {
  const { house, runner } = await aStudio();
  const sha256 = sha256Of('другое');
  const length = BYTES.byteLength;
  await runner.send(sha256, BYTES.subarray(0, 10), { length });
  const answer = await runner.send(sha256, BYTES.subarray(10), { offset: 10, length });
  expect([answer.status, await faultOf(answer)]).toEqual([422, 'wrong_hash']);
  expect(await offsetOf(runner, sha256)).toEqual(['0', null]);
  expect(await readdir(join(house.folder, 'blobs', 'uploads'))).toEqual([]);
});

test('headers that make no sense, too much of a file and too large a file are refused', async () => {
  const { runner } = await aStudio();
  const sha256 = sha256Of(BYTES);
  const send = (headers: Record<string, string>, bytes = BYTES) =>
    runner.caller.ask('PATCH', `/runner/v1/blobs/${sha256}`, { bytes, headers });
  for (const [headers, field] of [
    [{}, 'upload-offset'],
    [{ 'upload-offset': '-1', 'upload-length': '5' }, 'upload-offset'],
    [{ 'upload-offset': '1e3', 'upload-length': '5000' }, 'upload-offset'],
    [{ 'upload-offset': '0' }, 'upload-length'],
    [{ 'upload-offset': '6', 'upload-length': '5' }, 'upload-length'],
    [{ 'upload-offset': '0', 'upload-length': '5' }, 'body'],
  ] as const) {
    const answer = await send(headers);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ fault: { code: 'bad_input', field } });
  }
  expect(await faultOf(await send({ 'upload-offset': '0', 'upload-length': String(5 * 1024 ** 3) }))).toBe(
    'too_large',
  );
  expect((await runner.caller.ask('HEAD', '/runner/v1/blobs/..%2f..%2fetc%2fpasswd')).status).toBe(400);
  expect(await offsetOf(runner, sha256)).toEqual(['0', null]);
});

test('R9: runners that bring the same content at once bring it once, and each for itself', async () => {
  const { house, runner } = await aStudio();
  const others = [await aRunner(house), await aRunner(house)];
  const large = new Uint8Array(3_000_000).map((_, n) => n % 251);
  const all = [runner, ...others];
  const hashes = await Promise.all(all.map((one) => one.upload(large)));
  expect(new Set(hashes)).toEqual(new Set([sha256Of(large)]));
  for (const one of all) expect((await offsetOf(one, sha256Of(large)))[1]).toBe('3000000');
});

test('R9: one runner that sends the same piece twice at once ends with the whole', async () => {
  const { runner } = await aStudio();
  const large = new Uint8Array(3_000_000).map((_, n) => n % 251);
  const sha256 = sha256Of(large);
  const answers = await Promise.all([
    runner.send(sha256, large),
    runner.send(sha256, large),
    runner.send(sha256, large),
  ]);
  expect(answers.some(({ status }) => status === 204)).toBe(true);
  for (const { status } of answers) expect([204, 409]).toContain(status);
  const [offset] = await offsetOf(runner, sha256);
  const rest = Number(offset);
  if (rest < large.byteLength)
    expect(
      (await runner.send(sha256, large.subarray(rest), { offset: rest, length: large.byteLength })).status,
    ).toBe(204);
  expect((await offsetOf(runner, sha256))[1]).toBe('3000000');
});

test('R10: a result names only what its runner has brought: to know a hash is not to have the content', async () => {
  const { house, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  const secret = await (await aRunner(house)).upload(BYTES);
  expect(await offsetOf(runner, secret)).toEqual(['0', null]);
  const file = { kind: 'image', type: 'image/png', width: 1, height: 1, durationMs: null };
  const result = { fence, files: [{ ...file, sha256: secret }] };
  const answer = await runner.tell(job, 'complete', result);
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ fault: { code: 'content_missing', sha256: secret } });
  expect(await ledgerOf(house, job)).toMatchObject({ state: 'leased' });
  await runner.upload(BYTES);
  expect((await runner.tell(job, 'complete', result)).status).toBe(204);
  expect(await ledgerOf(house, job)).toMatchObject({ state: 'done' });
});

test('R10: after a backup that lacks the content the runner is asked for it once more', async () => {
  const { house, where, runner } = await aStudio();
  const job = await aGenerateJob(house, where);
  const { fence } = await runner.mustClaim();
  const sha256 = await runner.upload(BYTES);
  await house.runners.blobs.removeIf(Sha256.parse(sha256), async () => true);
  expect(await offsetOf(runner, sha256)).toEqual(['0', null]);
  const file = { sha256, kind: 'image', type: 'image/png', width: 1, height: 1, durationMs: null };
  expect(await faultOf(await runner.tell(job, 'complete', { fence, files: [file] }))).toBe('content_missing');
  await runner.upload(BYTES);
  expect((await runner.tell(job, 'complete', { fence, files: [file] })).status).toBe(204);
});

test('R10: a runner reads the inputs of the jobs in its hands, and nothing else', async () => {
  const { house, where, runner } = await aStudio();
  const asset = '01ARZ3NDEKTSV4RRFFQ69G5FC0';
  const sha256 = await aPicture(house, { ...where, id: asset, bytes: BYTES });
  const other = await aPicture(house, { ...where, bytes: new TextEncoder().encode('чужой кадр') });
  const read = (name: string, headers = {}) =>
    runner.caller.ask('GET', `/runner/v1/blobs/${name}`, { headers });
  expect((await read(sha256)).status).toBe(404);
  const job = await aGenerateJob(house, {
    ...where,
    model: 'imitation/video',
    params: { first_frame: asset },
  });
  const { fence } = await runner.mustClaim();
  const whole = await read(sha256);
  expect(whole.status).toBe(200);
  expect(new Uint8Array(await whole.arrayBuffer())).toEqual(BYTES);
  const part = await read(sha256, { range: 'bytes=2-5' });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 2-5/${BYTES.byteLength}`]);
  expect((await read(other)).status).toBe(404);
  const stranger = await aRunner(house);
  expect((await stranger.caller.ask('GET', `/runner/v1/blobs/${sha256}`)).status).toBe(404);
  await runner.tell(job, 'release', { fence });
  expect((await read(sha256)).status).toBe(404);
});

test('R9: parts that nobody goes on with are thrown away after a day', async () => {
  const { house, runner } = await aStudio();
  const sha256 = sha256Of(BYTES);
  await runner.send(sha256, BYTES.subarray(0, 10), { length: BYTES.byteLength });
  await house.runners.uploads.sweep(Date.now() + 23 * 60 * 60_000);
  expect(await offsetOf(runner, sha256)).toEqual(['10', null]);
  await house.runners.uploads.sweep(Date.now() + 25 * 60 * 60_000);
  expect(await offsetOf(runner, sha256)).toEqual(['0', null]);
});

test('R9: content that is on disk while its row could not be written is brought again', async () => {
  const { house, runner } = await aStudio();
  const sha256 = sha256Of(BYTES);
  await runner.upload(BYTES);
  await house.core.database.write([sql('DELETE FROM uploads')]);
  expect(await offsetOf(runner, sha256)).toEqual(['0', null]);
  await runner.upload(BYTES);
  expect((await offsetOf(runner, sha256))[1]).toBe(String(BYTES.byteLength));
});
