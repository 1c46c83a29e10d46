import type * as Y from 'yjs';
import { countShots, readMeta } from '#shared/documents/index-doc.ts';
import { listCovers } from '#shared/documents/list-covers.ts';
import { cutChars } from '#shared/documents/plain-text.ts';
import type { ProjectId } from '#shared/ids.ts';
import { COVERS_MAX, type ProjectCover } from '#shared/projects/project-record.ts';
import { type Statement, sql } from '../database/sql.ts';
import { projectFeedStatements } from '../projects/project-feed.ts';

const EDITED_AT_STEP_MS = 60_000;
/** Covers go into every member's feed at each change: enough of a title for a small picture. */
const COVER_TITLE_MAX_CHARS = 120;
const COVER_HEADLINER_MAX_CHARS = 128;

export type ProjectSummary = { name: string; shots: number; ready: number; covers: ProjectCover[] };

export type ProjectionWrite = { statements: Statement[]; done: () => void };

/** Keeps the project's row (name, counts, covers, last edit) true to its index document, in the same transaction. */
export class Projection {
  readonly #project: ProjectId;
  #written: string;
  #editedAtMs = 0;

  constructor(project: ProjectId, doc: Y.Doc) {
    this.#project = project;
    this.#written = JSON.stringify(summaryOf(doc));
  }

  /** The statements that bring the row up to date, or nothing when it already is. The last one returns feed rows. */
  writeFor(doc: Y.Doc, nowMs: number): ProjectionWrite | undefined {
    const summary = summaryOf(doc);
    const written = JSON.stringify(summary);
    if (written === this.#written && nowMs - this.#editedAtMs < EDITED_AT_STEP_MS) return undefined;
    return {
      statements: projectionStatements(this.#project, summary, nowMs),
      done: () => {
        this.#written = written;
        this.#editedAtMs = nowMs;
      },
    };
  }
}

/** Writes a project's row and its records. The last statement returns feed rows. */
export function projectionStatements(
  project: ProjectId,
  { name, shots, ready, covers }: ProjectSummary,
  nowMs: number,
): Statement[] {
  return [
    sql(
      `UPDATE projects SET name = CASE WHEN ?1 = '' THEN name ELSE ?1 END, shots = ?2, ready = ?3,
         covers = ?4, edited_at = max(edited_at, ?5) WHERE id = ?6`,
      name,
      shots,
      ready,
      JSON.stringify(covers),
      nowMs,
      project,
    ),
    ...projectFeedStatements(project),
  ];
}

export function summaryOf(doc: Y.Doc): ProjectSummary {
  const covers = listCovers(doc, COVERS_MAX).map(({ shot, title, headliner }) => ({
    shot,
    title: cutChars(title, COVER_TITLE_MAX_CHARS),
    headliner: headliner === null ? null : cutChars(headliner, COVER_HEADLINER_MAX_CHARS),
  }));
  return { name: readMeta(doc).name, ...countShots(doc), covers };
}
