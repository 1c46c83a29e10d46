import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { sha256OfFile } from '#runner/durable.ts';
import type { JobContext } from '#runner/job-context.ts';
import type { Outcome } from '#runner/outcome.ts';
import { makeRenditions } from '#runner/renditions.ts';
import type { RenditionName } from '#shared/assets/asset-record.ts';
import { RenditionWork } from '#shared/jobs/work.ts';

const ULID = '01M7ZDA7VXK80H0F98JN8QYN5W';
const NAMES: Record<string, RenditionName[]> = {
  image: ['w320', 'w640', 'w1600'],
  video: ['poster', 'w320', 'w640', 'w1600'],
  audio: ['peaks'],
};

type Look = {
  /** What the asset is held to be. */
  type: string;
  /** Of this look alone. */
  folder: string;
  names?: RenditionName[];
  attempt?: number;
  stopped?: AbortSignal;
  onProgress?: (share: number) => void;
  /** Where it is known. */
  sha256?: string;
};

/** The work of a runner on content that has come in, with a server that knows this one file. */
export async function lookAt(path: string, look: Look): Promise<Outcome> {
  const { type, folder, attempt = 2, names = NAMES[type.split('/')[0] ?? ''] ?? [] } = look;
  await mkdir(folder, { recursive: true });
  const never = new AbortController().signal;
  const context = {
    folder,
    order: { attempt },
    client: { readBlob: async () => ({ kind: 'ok', value: Readable.toWeb(createReadStream(path)) }) },
    lease: { lost: never, cancelled: never },
    stopped: look.stopped ?? never,
    progress: {
      at: (_stage: string, share?: number | null) => {
        if (typeof share === 'number') look.onProgress?.(share);
      },
    },
  };
  const { sha256 = await sha256OfFile(path) } = look;
  const work = RenditionWork.parse({ kind: 'rendition', project: ULID, sha256, type, names });
  // A look uses nothing else of what a job has at hand.
  return await makeRenditions(context as unknown as JobContext, work);
}
