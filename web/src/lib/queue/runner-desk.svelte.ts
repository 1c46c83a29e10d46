import type { Fault } from '#shared/fault.ts';
import type { Result } from '#shared/result.ts';
import type { EditRunnerBody, PairingCode, RunnerRecord } from '#shared/runner/protocol.ts';
import { editRunner, fetchRunners, makePairingCode, removeRunner } from './runners-api.ts';

const ASK_EVERY_MS = 5000;

/** Who does the work, asked for while the page is looked at. */
export class RunnerDesk {
  runners = $state.raw<RunnerRecord[]>();
  fault = $state.raw<Fault>();
  code = $state.raw<PairingCode>();

  /** Returns what ends it. */
  start(): () => void {
    void this.read();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void this.read();
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }

  async read(): Promise<void> {
    const answer = await fetchRunners();
    this.fault = answer.ok ? undefined : answer.fault;
    if (answer.ok) this.runners = answer.value.runners;
  }

  edit(runner: RunnerRecord, body: EditRunnerBody): Promise<Result<unknown>> {
    return this.#then(editRunner(runner.id, body));
  }

  remove(runner: RunnerRecord): Promise<Result<unknown>> {
    return this.#then(removeRunner(runner.id));
  }

  async makeCode(): Promise<Result<unknown>> {
    const answer = await makePairingCode();
    if (answer.ok) this.code = answer.value;
    return answer;
  }

  async #then<T>(call: Promise<Result<T>>): Promise<Result<T>> {
    const answer = await call;
    await this.read();
    return answer;
  }
}
