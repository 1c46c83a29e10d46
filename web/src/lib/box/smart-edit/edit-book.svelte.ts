import type { OpenDoc } from '#lib/sync/engine.ts';
import { type EditRecord, listEdits } from '#shared/documents/edit-record.ts';
import { listTrashed, type PromptRecord } from '#shared/documents/shot-doc.ts';

/** The remarks of one shot that are still open: nothing was made of them, and nobody has put them away. */
export class EditBook {
  all = $state.raw<EditRecord[]>([]);
  away = $state.raw<ReadonlyMap<string, number>>(new Map());
  readonly #open: OpenDoc;
  readonly #stop: () => void;

  constructor(open: OpenDoc) {
    this.#open = open;
    const [edits, marks] = [open.doc.getMap('edits'), open.doc.getMap('marks')];
    const readEdits = () => {
      this.all = listEdits(open.doc);
    };
    const readMarks = () => {
      this.away = listTrashed(open.doc);
    };
    edits.observe(readEdits);
    marks.observe(readMarks);
    readEdits();
    readMarks();
    this.#stop = () => {
      edits.unobserve(readEdits);
      marks.unobserve(readMarks);
    };
  }

  /** The newest first. */
  openOnes(prompts: readonly PromptRecord[]): EditRecord[] {
    const settled = new Set(prompts.map((prompt) => prompt.edit));
    return this.all.filter(({ id }) => !this.away.has(id) && !settled.has(id)).reverse();
  }

  close(): Promise<void> {
    this.#stop();
    return this.#open.close();
  }
}
