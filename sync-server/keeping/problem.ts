import { z } from 'zod';
import { DocName } from '#shared/documents/doc-name.ts';
import { ProjectId, UserId } from '#shared/ids.ts';
import { Sha256 } from '../blobs/blob-store.ts';

/** What can be made again from what is sound; nothing that is sound is ever deleted for it. */
const Repair = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('projection'), project: ProjectId }),
  z.object({ kind: z.literal('record'), project: ProjectId, user: UserId }),
  z.object({ kind: z.literal('feed'), feed: z.string() }),
  z.object({
    kind: z.literal('project_record'),
    project: ProjectId,
    of: z.enum(['job', 'asset']),
    id: z.string(),
  }),
  z.object({
    kind: z.literal('money'),
    scope: z.string(),
    currency: z.string(),
    reserved: z.number(),
    spent: z.number(),
  }),
  /** The rows of prompts and marks. */
  z.object({ kind: z.literal('shot_records'), doc: DocName }),
  z.object({ kind: z.literal('snapshot'), doc: DocName, seq: z.number() }),
  /** The smaller forms of this content. */
  z.object({ kind: z.literal('renditions'), source: Sha256 }),
]);
export type Repair = z.infer<typeof Repair>;

const ProblemKind = z.enum([
  'database',
  'foreign_key',
  'log',
  'snapshot',
  'document',
  'projection',
  'record',
  'feed',
  'blob',
  'job',
  'money',
  'upload',
]);

/** One thing that is not as it should be; `subject` says where, `detail` is for whoever repairs by hand. */
export const Problem = z.object({
  kind: ProblemKind,
  subject: z.string(),
  detail: z.string(),
  repair: Repair.optional(),
});
export type Problem = z.infer<typeof Problem>;

export const CheckReport = z.object({
  docs: z.number(),
  rows: z.number(),
  projects: z.number(),
  feeds: z.number(),
  blobs: z.number(),
  /** Files that belong to nothing: most of them are thrown away within a day. */
  unnamedBlobs: z.number(),
  repaired: z.number(),
  /** The first of them; `problemCount` counts all. */
  problems: z.array(Problem),
  problemCount: z.number(),
});
export type CheckReport = z.infer<typeof CheckReport>;
