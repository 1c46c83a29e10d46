import { request } from 'node:http';
import { expect, test } from 'vitest';
import { aUlid } from '../a-house.ts';
import { aServer, type TestServer } from '../a-server.ts';
import { aFile, hashOf } from './a-sender.ts';
import { TusLine } from './tus-line.ts';

async function aLine(): Promise<{ server: TestServer; line: TusLine; project: string }> {
  const server = await aServer();
  const { project } = await server.aProject();
  return { server, line: new TusLine({ origin: server.url, cookie: server.cookie }), project };
}

async function assetsOf(server: TestServer, project: string) {
  const { rows } = await (await server.get(`/api/projects/${project}/feed?since=0`)).json();
  return rows.filter(({ kind }: { kind: string }) => kind === 'asset');
}

test('M5: what came of a piece that was cut off is kept, and the file goes on from there', async () => {
  const { server, line, project } = await aLine();
  const bytes = aFile(3_000_000);
  const asset = aUlid();
  await line.create(bytes.byteLength, { project, shot: aUlid(), filename: 'a.png', asset });
  let cuts = 0;
  let resent = 0;
  for (let offset = 0; offset < bytes.byteLength; offset = await line.offsetOf(asset)) {
    if (cuts++ < 8) {
      const sent = bytes.subarray(offset, offset + 350_000);
      await line.cut(asset, offset, { sent, promised: bytes.byteLength - offset });
      resent += offset + sent.byteLength - (await keptOf(line, asset, offset));
    } else expect((await line.patch(asset, offset, bytes.subarray(offset))).status).toBe(204);
  }
  expect(cuts).toBeGreaterThan(8);
  // What was still in the sockets is all that is lost.
  expect(resent).toBeLessThan(8 * 350_000);
  const media = await server.get(`/media/${hashOf(bytes)}/original`);
  expect(hashOf(new Uint8Array(await media.arrayBuffer()))).toBe(hashOf(bytes));
  expect(await assetsOf(server, project)).toHaveLength(1);
});

/** Where the file stands once the server has seen that the line is dead. */
async function keptOf(line: TusLine, asset: string, before: number): Promise<number> {
  for (let kept = -1; ; ) {
    const now = await line.offsetOf(asset);
    if (now === kept && now > before) return now;
    kept = now;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('M5: two senders of one upload, piece by piece in any order, end with one whole asset', async () => {
  const { server, line, project } = await aLine();
  const dice = (max: number) => Math.floor(Math.random() * max);
  for (let round = 0; round < 12; round++) {
    const bytes = aFile(200_000 + dice(400_000));
    const facts = { project, shot: aUlid(), filename: 'a.png', asset: aUlid() };
    const said = round % 2 === 0 ? facts : { ...facts, sha256: hashOf(bytes) };
    const sender = async () => {
      await line.create(bytes.byteLength, said);
      for (let turn = 0; turn < 2000; turn++) {
        const offset = dice(5) === 0 ? dice(bytes.byteLength) : await line.offsetOf(facts.asset);
        if (offset === bytes.byteLength) return;
        const sent = bytes.subarray(offset, offset + 1 + dice(80_000));
        if (dice(6) === 0) {
          await line.cut(facts.asset, offset, { sent, promised: bytes.byteLength - offset });
          continue;
        }
        const answer = await line.patch(facts.asset, offset, sent).catch(() => undefined);
        // Whoever is ended by the other hears of less than he sent, or of nothing.
        if (answer) expect([204, 400, 409]).toContain(answer.status);
        await answer?.body?.cancel();
      }
      throw new Error('it never ends');
    };
    await Promise.all([sender(), sender(), sender()]);
    const media = await server.get(`/media/${hashOf(bytes)}/original`);
    expect(hashOf(new Uint8Array(await media.arrayBuffer()))).toBe(hashOf(bytes));
    expect(await assetsOf(server, project)).toHaveLength(round + 1);
  }
});

test('M5: a sender that has stalled holds up neither a question nor the one who begins anew', async () => {
  const { line, project } = await aLine();
  const bytes = aFile(500_000);
  const asset = aUlid();
  await line.create(bytes.byteLength, { project, shot: aUlid(), filename: 'a.png', asset });
  const stalled = request(`${line.origin}/api/uploads/${asset}`, {
    method: 'PATCH',
    headers: {
      ...{ 'tus-resumable': '1.0.0', cookie: line.cookie, 'upload-offset': '0' },
      ...{ 'content-type': 'application/offset+octet-stream', 'content-length': '500000' },
    },
  });
  stalled.on('error', () => undefined);
  stalled.write(bytes.subarray(0, 100_000));
  while ((await line.offsetOf(asset)) < 100_000) await new Promise((resolve) => setTimeout(resolve, 2));
  expect((await line.patch(asset, 100_000, bytes.subarray(100_000))).status).toBe(204);
  expect(await line.offsetOf(asset)).toBe(500_000);
  stalled.destroy();
});

test('M6: the refusal of a piece of eight megabytes is heard, though most of it was not wanted', async () => {
  const { line, project } = await aLine();
  const large = new Uint8Array(8 * 1024 ** 2).fill(65);
  for (let turn = 0; turn < 5; turn++) {
    const asset = aUlid();
    await line.create(100_000_000, { project, shot: aUlid(), filename: 'a.mp4', asset });
    const answer = await line.patch(asset, 0, large);
    expect([answer.status, (await answer.json()).fault.code]).toEqual([415, 'not_media']);
  }
});
