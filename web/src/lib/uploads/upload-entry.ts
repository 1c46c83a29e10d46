import * as z from 'zod/mini';
import { AssetKind } from '#shared/assets/asset-kind.ts';
import { Sha256Hex } from '#shared/assets/asset-record.ts';
import { Fault } from '#shared/fault.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { Ulid } from '#shared/ulid.ts';
import type { UploadState } from '#shared/uploads/upload-state.ts';

/** One file that waits on this device, as it stands beside its content. The id is that of the asset it becomes. */
export const UploadEntry = z.object({
  id: Ulid,
  project: ProjectId,
  shot: ShotId,
  name: z.string(),
  type: z.string(),
  kind: AssetKind,
  sizeBytes: z.number(),
  /** Known once it was read to its end. */
  sha256: z.nullable(Sha256Hex),
  addedAtMs: z.number(),
  /** Where it stands among those that came with it: the order in which the person sees them. */
  place: z.number(),
  /** Its whole content is on this device; else it dies with the tab and has to be picked again. */
  isKept: z.boolean(),
  isPaused: z.boolean(),
  /** Something of it has been sent: «уже загружено» would be no news. */
  isBegun: z.boolean(),
  /** The server has all of it. */
  isSent: z.boolean(),
  fault: z.nullable(Fault),
  /** What the file says of how it was made: the record in the shot's document, and whose words they are. Nothing before it was read. */
  found: z.optional(z.nullable(z.object({ prompt: Ulid, tool: z.string() }))),
});
export type UploadEntry = z.infer<typeof UploadEntry>;

/** An upload as every tab shows it. */
export type UploadView = Pick<
  UploadEntry,
  'id' | 'project' | 'shot' | 'name' | 'kind' | 'sizeBytes' | 'place' | 'isKept' | 'found'
> & {
  state: UploadState;
  /** While it is copied: how much of it is read. */
  movedBytes: number;
  fault: Fault | null;
  /** The server had it already. */
  isSame: boolean;
};

/** Its bytes are on no server yet, and nobody has to do anything about it. */
export function isUnderWay({ state }: Pick<UploadView, 'state'>): boolean {
  return state === 'copying' || state === 'waiting' || state === 'sending' || state === 'retrying';
}

/** Nothing of it would be lost if this device forgot it. */
export function isOnServer({ state }: Pick<UploadView, 'state'>): boolean {
  return state === 'processing' || state === 'done';
}
