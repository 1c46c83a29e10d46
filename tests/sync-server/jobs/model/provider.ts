import type { CallId } from '#shared/jobs/job.ts';

/** Takes money and gives work; its invoice is what the ledger is held against. */
export class Provider {
  readonly invoice: { call: CallId; taskId: string }[] = [];
  readonly #knowsKeys: boolean;
  readonly #pollsLeft = new Map<string, number>();

  constructor({ knowsKeys }: { knowsKeys: boolean }) {
    this.#knowsKeys = knowsKeys;
  }

  /** Charges, unless it knows the key already. */
  send(call: CallId): string {
    const known = this.#knowsKeys ? this.find(call) : undefined;
    if (known) return known;
    const taskId = `task ${this.invoice.length}`;
    this.invoice.push({ call, taskId });
    this.#pollsLeft.set(taskId, 1);
    return taskId;
  }

  find(call: CallId): string | undefined {
    return this.invoice.find((line) => line.call === call)?.taskId;
  }

  isDone(taskId: string): boolean {
    const left = this.#pollsLeft.get(taskId) ?? 0;
    this.#pollsLeft.set(taskId, left - 1);
    return left <= 0;
  }
}
