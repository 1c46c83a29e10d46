import { Upload } from 'tus-js-client';
import { expect, test } from 'vitest';
import { aUlid } from '../a-house.ts';
import { aServer, type TestServer } from '../a-server.ts';
import { aFile, hashOf } from './a-sender.ts';

type Sending = { bytes: Uint8Array; metadata: Record<string, string>; chunkSize?: number };

/** The client of the protocol's own authors, as it is. */
function send(server: TestServer, { bytes, metadata, chunkSize = 70_000 }: Sending) {
  const progress: number[] = [];
  const done = new Promise<string>((resolve, reject) => {
    const upload = new Upload(Buffer.from(bytes), {
      endpoint: `${server.url}/api/uploads`,
      headers: { cookie: server.cookie },
      retryDelays: [0, 10, 50],
      chunkSize,
      metadata,
      onChunkComplete: (_piece, accepted) => void progress.push(accepted),
      onError: reject,
      onSuccess: () => resolve(upload.url ?? ''),
    });
    upload.start();
  });
  return { done, progress };
}

async function hashAt(server: TestServer, sha256: string): Promise<string> {
  const media = await server.get(`/media/${sha256}/original`);
  return hashOf(new Uint8Array(await media.arrayBuffer()));
}

test('M1: a client that is not ours sends a file, in pieces and whole, and one that is here already', async () => {
  const server = await aServer();
  const { project } = await server.aProject();
  const metadata = () => ({ project, shot: aUlid(), filename: 'Рассвет.png' });
  const bytes = aFile(500_000);
  const sha256 = hashOf(bytes);
  const pieces = send(server, { bytes, metadata: metadata() });
  expect(await pieces.done).toMatch(/\/api\/uploads\/[0-9A-Z]{26}$/);
  expect(pieces.progress).toHaveLength(8);
  expect(await hashAt(server, sha256)).toBe(sha256);
  const whole = aFile(400_000);
  await send(server, { bytes: whole, metadata: metadata(), chunkSize: Number.POSITIVE_INFINITY }).done;
  expect(await hashAt(server, hashOf(whole))).toBe(hashOf(whole));
  // It does not look at the offset of the creation, is told where the file stands, and believes it.
  await send(server, { bytes, metadata: { ...metadata(), sha256 } }).done;
  const { rows } = await (await server.get(`/api/projects/${project}/feed?since=0`)).json();
  expect(rows.filter(({ kind }: { kind: string }) => kind === 'asset')).toHaveLength(3);
});

test('M6: a client that is not ours hears that a file is no media', async () => {
  const server = await aServer();
  const { project } = await server.aProject();
  const metadata = { project, shot: aUlid(), filename: 'a.mp4' };
  const bytes = new TextEncoder().encode('#EXTM3U\n'.repeat(2000));
  await expect(send(server, { bytes, metadata }).done).rejects.toThrow(/not_media/);
});
