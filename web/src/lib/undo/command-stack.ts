import { createSubscriber } from 'svelte/reactivity';
import type * as Y from 'yjs';

type StackItem = Y.UndoManager['undoStack'][number];
/** A step that no single document holds: it is taken back by an act of its own. */
export type OwnStep = { undo: () => void; redo: () => void };
type Entry = { manager: Y.UndoManager; item: StackItem; label: string } | { step: OwnStep; label: string };
type Added = { stackItem: StackItem; type: 'undo' | 'redo'; origin: unknown };

/** Everything this tab can take back, in the order it was done, whatever document it touched. */
export class CommandStack {
  #done: Entry[] = [];
  #undone: Entry[] = [];
  #label = '';
  #changed: () => void = () => {};
  readonly #subscribe = createSubscriber((update) => {
    this.#changed = update;
  });

  /** How many steps can be taken back. */
  get depth(): number {
    this.#subscribe();
    return this.#done.length;
  }

  get canUndo(): boolean {
    return this.nextUndo !== undefined;
  }

  get canRedo(): boolean {
    return this.nextRedo !== undefined;
  }

  /** What «Отменить» would take back, in words. */
  get nextUndo(): string | undefined {
    this.#subscribe();
    return this.#done.at(-1)?.label;
  }

  get nextRedo(): string | undefined {
    this.#subscribe();
    return this.#undone.at(-1)?.label;
  }

  /** Follows a document's own manager until the returned function is called. */
  track(manager: Y.UndoManager): () => void {
    const onAdded = ({ stackItem, type, origin }: Added) => {
      const entry = { manager, item: stackItem, label: this.#label };
      if (type === 'redo') this.#undone = [...this.#undone, entry];
      else this.#done = [...this.#done, entry];
      if (type === 'undo' && origin !== manager) this.#forgetUndone();
      this.#changed();
    };
    manager.on('stack-item-added', onAdded);
    return () => {
      manager.off('stack-item-added', onAdded);
      const isOthers = (entry: Entry) => !('manager' in entry) || entry.manager !== manager;
      this.#done = this.#done.filter(isOthers);
      this.#undone = this.#undone.filter(isOthers);
      this.#changed();
    };
  }

  /** One gesture of a person: what it writes is one step back. */
  run(label: string, edit: () => void): void {
    this.#label = label;
    edit();
  }

  /** A gesture that has been done already, over several documents. Returns what takes it off the stack. */
  record(label: string, step: OwnStep): () => void {
    const entry = { step, label };
    this.#done = [...this.#done, entry];
    this.#forgetUndone();
    this.#changed();
    return () => {
      this.#done = this.#done.filter((other) => other !== entry);
      this.#undone = this.#undone.filter((other) => other !== entry);
      this.#changed();
    };
  }

  /** Answers with what was taken back; nothing when there was nothing to take back. */
  undo(): string | undefined {
    const entry = this.#done.at(-1);
    if (!entry) return undefined;
    if ('step' in entry) return this.#pass(entry, 'undo');
    this.#label = entry.label;
    const entries = this.#done;
    const item = entry.manager.undo();
    // A step that others have made meaningless is passed over together with the one that was taken back.
    this.#done = this.#done.filter((kept) => 'step' in kept || kept.manager.undoStack.includes(kept.item));
    const undone = entries.find((other) => 'item' in other && other.item === item);
    if (undone) this.#relabel(undone.label);
    this.#changed();
    return undone?.label;
  }

  redo(): string | undefined {
    const entry = this.#undone.at(-1);
    if (!entry) return undefined;
    if ('step' in entry) return this.#pass(entry, 'redo');
    this.#label = entry.label;
    const entries = this.#undone;
    const item = entry.manager.redo();
    this.#undone = this.#undone.filter(
      (kept) => 'step' in kept || kept.manager.redoStack.includes(kept.item),
    );
    this.#changed();
    return entries.find((other) => 'item' in other && other.item === item)?.label;
  }

  #pass(entry: Entry & { step: OwnStep }, way: 'undo' | 'redo'): string {
    const without = (entries: Entry[]) => entries.filter((other) => other !== entry);
    this.#done = way === 'undo' ? without(this.#done) : [...this.#done, entry];
    this.#undone = way === 'undo' ? [...this.#undone, entry] : without(this.#undone);
    this.#changed();
    entry.step[way]();
    return entry.label;
  }

  #relabel(label: string): void {
    this.#undone = this.#undone.map((entry, n) =>
      n === this.#undone.length - 1 ? { ...entry, label } : entry,
    );
  }

  /** A new edit ends what could be brought back, in all documents. */
  #forgetUndone(): void {
    for (const entry of this.#undone) if ('manager' in entry) entry.manager.clear(false, true);
    this.#undone = [];
  }
}
