import type * as Y from 'yjs';
import { countShots, readMeta } from '#shared/documents/index-doc.ts';
import type { ProjectId } from '#shared/ids.ts';
import { type Statement, sql } from '../database/sql.ts';
import { projectFeedStatements } from '../projects/project-feed.ts';

const EDITED_AT_STEP_MS = 60_000;

export type ProjectionWrite = { statements: Statement[]; done: () => void };

/** Keeps the project's row (name, counts, last edit) true to its index document, in the same transaction. */
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
    const { name, shots, ready } = summary;
    return {
      statements: [
        sql(
          `UPDATE projects SET name = CASE WHEN ?1 = '' THEN name ELSE ?1 END, shots = ?2, ready = ?3,
             edited_at = max(edited_at, ?4) WHERE id = ?5`,
          name,
          shots,
          ready,
          nowMs,
          this.#project,
        ),
        ...projectFeedStatements(this.#project),
      ],
      done: () => {
        this.#written = written;
        this.#editedAtMs = nowMs;
      },
    };
  }
}

function summaryOf(doc: Y.Doc): { name: string; shots: number; ready: number } {
  return { name: readMeta(doc).name, ...countShots(doc) };
}
