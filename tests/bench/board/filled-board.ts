import { seedProject } from '../../e2e/seed.ts';
import { aPicture } from '../../e2e/some-media.ts';
import type { Studio } from '../../e2e/studio.ts';

const wide = { width: 2048, height: 1152 };

/** A board with a picture of 2K in every shot, sent the way a person's files go; answers with its path. */
export async function fillBoard(studio: Studio, count: number): Promise<string> {
  const { path, project, ids } = await seedProject(studio, { name: 'Холмы', shots: count });
  for (const [n, shot] of ids.entries()) {
    const { content } = await aPicture(n, wide);
    await sendFile(studio, { project, shot, filename: `холм ${n + 1}.png`, content });
  }
  return path;
}

type Sent = { project: string; shot: string; filename: string; content: Buffer };

export async function sendFile(studio: Studio, { content, ...facts }: Sent): Promise<void> {
  const version = { 'tus-resumable': '1.0.0' };
  const metadata = Object.entries(facts).map(
    ([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`,
  );
  const created = await studio.ask('/api/uploads', {
    method: 'POST',
    headers: {
      ...version,
      'upload-length': String(content.length),
      'upload-metadata': metadata.join(','),
    },
  });
  await studio.ask(created.headers.get('location') ?? '', {
    method: 'PATCH',
    headers: { ...version, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
    body: new Uint8Array(content),
  });
}
