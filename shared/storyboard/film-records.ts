import * as z from 'zod/mini';
import { PromptRecord } from '../documents/shot-doc.ts';
import { ShotId } from '../ids.ts';
import { Ulid } from '../ulid.ts';

/** A prompt of any shot, as the feed of the project tells of it. */
export const FilmPrompt = z.object({
  ...z.pick(PromptRecord, { id: true, text: true, model: true, params: true, shelf: true, createdAt: true })
    .shape,
  shot: ShotId,
  origin: z.enum(['written', 'edit', 'import']),
  parent: z.nullable(Ulid),
  remark: z.nullable(z.string()),
  source: z.nullable(Ulid),
});
export type FilmPrompt = z.infer<typeof FilmPrompt>;

/** What the author says of an asset (or of a take) of any shot; nothing said is 0, `false`, `null` and an empty note. */
export const FilmMark = z.object({
  id: Ulid,
  shot: ShotId,
  rating: z.number(),
  favourite: z.boolean(),
  flag: z.nullable(z.enum(['pick', 'reject'])),
  note: z.string(),
  deletedAt: z.nullable(z.number()),
});
export type FilmMark = z.infer<typeof FilmMark>;

/** One id may stand in two shots: an asset that moved takes its prompt and its marks along, and leaves them too. */
export function filmRecordKey({ shot, id }: { shot: string; id: string }): string {
  return `${shot}:${id}`;
}
