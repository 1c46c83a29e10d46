import type * as Y from 'yjs';
import type { DocAddress } from '#shared/documents/doc-name.ts';
import { assetOfMarkKey, findFilmMark, findFilmPrompt } from '#shared/storyboard/read-film-records.ts';
import type { Statement } from '../database/sql.ts';
import type { ProjectionWrite } from './projection.ts';
import { type ShotNews, shotRecordStatements } from './shot-record-statements.ts';

export type ShotAddress = Extract<DocAddress, { kind: 'shot' }>;
/** The values of a map by their keys. They are never changed in place: the same object is the same value. */
type Values = Map<string, unknown>;
type Seen = { prompts: Values; marks: Values };

const NOTHING: Seen = { prompts: new Map(), marks: new Map() };

/** Keeps the rows of prompts and marks true to the document of their shot, in the same transaction. */
export class ShotProjection {
  readonly #address: ShotAddress;
  #written: Seen;

  /** What `doc` says is written already. */
  constructor(address: ShotAddress, doc: Y.Doc) {
    this.#address = address;
    this.#written = seenIn(doc);
  }

  /** The statements that bring the rows up to date, or nothing; some return feed rows. Only what is other is written. */
  writeFor(doc: Y.Doc): ProjectionWrite | undefined {
    const seen = seenIn(doc);
    const news = newsOf(this.#address, doc, { before: this.#written, after: seen });
    const done = () => {
      this.#written = seen;
    };
    const statements = shotRecordStatements(this.#address, news);
    return statements.length > 0 ? { statements, done } : undefined;
  }
}

/** All of a document that nothing was written of yet. */
export function wholeShotStatements(address: ShotAddress, doc: Y.Doc): Statement[] {
  return shotRecordStatements(address, wholeShot(address, doc));
}

export function wholeShot(address: ShotAddress, doc: Y.Doc): ShotNews {
  return newsOf(address, doc, { before: NOTHING, after: seenIn(doc) });
}

function seenIn(doc: Y.Doc): Seen {
  return { prompts: new Map(doc.getMap('prompts').entries()), marks: new Map(doc.getMap('marks').entries()) };
}

function newsOf(
  { shot }: ShotAddress,
  doc: Y.Doc,
  { before, after }: { before: Seen; after: Seen },
): ShotNews {
  const news: ShotNews = { prompts: [], marks: [], gone: { prompts: [], marks: [] } };
  for (const id of changedKeys(before.prompts, after.prompts)) {
    const prompt = findFilmPrompt(doc, shot, id);
    if (prompt) news.prompts.push(prompt);
    else if (before.prompts.has(id)) news.gone.prompts.push(id);
  }
  const marked = new Set([...after.marks.keys()].map(assetOfMarkKey));
  for (const id of new Set(changedKeys(before.marks, after.marks).map(assetOfMarkKey))) {
    const mark = marked.has(id) ? findFilmMark(doc, shot, id) : undefined;
    if (mark) news.marks.push(mark);
    else if (!marked.has(id)) news.gone.marks.push(id);
  }
  return news;
}

function changedKeys(before: Values, after: Values): string[] {
  const changed = [...before.keys()].filter((key) => !after.has(key));
  for (const [key, value] of after) if (!isSame(before.get(key), value)) changed.push(key);
  return changed;
}

/** A document that was read anew holds equal values in other objects. */
function isSame(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  return (
    typeof before === 'object' &&
    typeof after === 'object' &&
    JSON.stringify(before) === JSON.stringify(after)
  );
}
