import { insertAssets, type NewAsset } from '#server/assets/store.ts';
import type { BlobStore } from '#server/blobs/blob-store.ts';
import type { Database } from '#server/database/database.ts';
import { BLOB_MAX_BYTES } from '#shared/runner/protocol.ts';
import { aUlid } from '../a-house.ts';

type Place = Pick<NewAsset, 'project' | 'shot'>;

/** A result of a job as it lies in a project: its content, its row and its record. */
export async function anAsset(
  { database, blobs }: { database: Database; blobs: BlobStore },
  { content = 'кадр', ...wanted }: Place & Partial<NewAsset> & { content?: string | Uint8Array },
): Promise<NewAsset> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const put = await blobs.put(
    (async function* () {
      yield bytes;
    })(),
    { maxBytes: BLOB_MAX_BYTES },
  );
  if (!put.ok) throw new Error(put.fault.code);
  const asset: NewAsset = {
    ...{ id: aUlid(), kind: 'image', type: 'image/png', width: 16, height: 9, durationMs: null },
    ...{ take: null, prompt: null, job: null, model: null, position: 0, createdAt: 1 },
    ...put.value,
    ...wanted,
  };
  await database.write(insertAssets([asset]));
  return asset;
}
