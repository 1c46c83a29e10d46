import type * as Y from 'yjs';
import { NOTE_MAX_CHARS } from '../documents/limits.ts';
import { cutChars } from '../documents/plain-text.ts';
import { type AssetMark, PromptRecord, readMark } from '../documents/shot-doc.ts';
import type { ShotId } from '../ids.ts';
import { Ulid } from '../ulid.ts';
import type { FilmMark, FilmPrompt } from './film-records.ts';

const RATING_MAX = 5;

/** The prompt of a shot's document with this id; what this version cannot read is nothing. */
export function findFilmPrompt(doc: Y.Doc, shot: ShotId, id: string): FilmPrompt | undefined {
  const record = PromptRecord.safeParse(doc.getMap('prompts').get(id)).data;
  if (!record || record.id !== id) return undefined;
  const { text, model, params, createdAt, shelf } = record;
  const { origin = 'written', parent = null, remark = null, source = null } = record;
  const read = { id, shot, text, model, params, createdAt, origin, parent, remark, source };
  return shelf?.length ? { ...read, shelf } : read;
}

/** What the document says of an asset; what makes no sense says nothing. */
export function findFilmMark(doc: Y.Doc, shot: ShotId, id: string): FilmMark | undefined {
  if (!Ulid.safeParse(id).success) return undefined;
  const read = (mark: AssetMark) => readMark(doc, id, mark);
  const [rating, flag, note, deletedAt] = [read('rating'), read('flag'), read('note'), read('deletedAt')];
  const isRating = typeof rating === 'number' && Number.isInteger(rating) && rating > 0;
  return {
    id,
    shot,
    rating: isRating && rating <= RATING_MAX ? rating : 0,
    favourite: read('favourite') === true,
    flag: flag === 'pick' || flag === 'reject' ? flag : null,
    note: typeof note === 'string' ? cutChars(note, NOTE_MAX_CHARS) : '',
    deletedAt: typeof deletedAt === 'number' && Number.isFinite(deletedAt) ? deletedAt : null,
  };
}

/** The asset that a key of the marks is about: `<asset>:<mark>`. */
export function assetOfMarkKey(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf(':')));
}
