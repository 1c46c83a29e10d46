import { createSubscriber } from 'svelte/reactivity';
import type * as Y from 'yjs';

type StackItem = Y.UndoManager['undoStack'][number];
type Entry = { manager: Y.UndoManager; item: StackItem; label: string };
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
      this.#done = this.#done.filter((entry) => entry.manager !== manager);
      this.#undone = this.#undone.filter((entry) => entry.manager !== manager);
      this.#changed();
    };
  }

  /** One gesture of a person: what it writes is one step back. */
  run(label: string, edit: () => void): void {
    this.#label = label;
    edit();
  }

  /** Answers with what was taken back; nothing when there was nothing to take back. */
  undo(): string | undefined {
    const entry = this.#done.at(-1);
    if (!entry) return undefined;
    this.#label = entry.label;
    const entries = this.#done;
    const item = entry.manager.undo();
    // A step that others have made meaningless is passed over together with the one that was taken back.
    this.#done = this.#done.filter(({ manager, item: kept }) => manager.undoStack.includes(kept));
    const undone = entries.find((other) => other.item === item);
    if (undone) this.#relabel(undone.label);
    this.#changed();
    return undone?.label;
  }

  redo(): string | undefined {
    const entry = this.#undone.at(-1);
    if (!entry) return undefined;
    this.#label = entry.label;
    const entries = this.#undone;
    const item = entry.manager.redo();
    this.#undone = this.#undone.filter(({ manager, item: kept }) => manager.redoStack.includes(kept));
    this.#changed();
    return entries.find((other) => other.item === item)?.label;
  }

  #relabel(label: string): void {
    this.#undone = this.#undone.map((entry, n) =>
      n === this.#undone.length - 1 ? { ...entry, label } : entry,
    );
  }

  /** A new edit ends what could be brought back, in all documents. */
  #forgetUndone(): void {
    for (const { manager } of this.#undone) manager.clear(false, true);
    this.#undone = [];
  }
}
