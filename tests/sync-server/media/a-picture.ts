import { sql } from '#server/database/sql.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';
import { aUlid, type House } from '../a-house.ts';
import { aRunner } from '../runners/a-runner.ts';

type Wanted = {
  project: ProjectId;
  shot: ShotId;
  bytes?: Uint8Array;
  type?: string;
  kind?: 'image' | 'video';
  id?: string;
};

/** Content of an asset of a shot, as a runner's result leaves it; its hash. */
export async function aPicture(
  house: House,
  { project, shot, bytes = new TextEncoder().encode('кадр'), type = 'image/png', kind = 'image', id }: Wanted,
): Promise<string> {
  const sha256 = await (await aRunner(house)).upload(bytes);
  await house.core.database.write([
    sql(
      `INSERT INTO assets (id, project, shot, sha256, kind, type, size_bytes, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0)`,
      id ?? aUlid(),
      project,
      shot,
      sha256,
      kind,
      type,
      bytes.byteLength,
    ),
  ]);
  return sha256;
}
