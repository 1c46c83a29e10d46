import { sql } from '#server/database/sql.ts';
import { expireLeases } from '#server/jobs/ledger-keeper.ts';
import { moveJob } from '#server/jobs/move-job.ts';
import { findJob } from '#server/jobs/store.ts';
import { createProjectStatements } from '#server/projects/create-project.ts';
import { ProjectId, type UserId } from '#shared/ids.ts';
import type { JobId, Ledger, Recovery } from '#shared/jobs/job.ts';
import type { JobEvent } from '#shared/jobs/job-event.ts';
import { moneyOf } from '#shared/jobs/money.ts';
import { openCall } from '#shared/jobs/transition.ts';
import { FIRST, LEASE_MS, SECOND } from '../../../shared/jobs/a-ledger.ts';
import { USER } from '../../a-core.ts';
import { workOn } from '../a-film.ts';
import { aJob, type Queue } from '../a-queue.ts';
import type { Tally } from './histories.ts';
import { Provider } from './provider.ts';
import { ModelRunner } from './runner.ts';

export type Happening =
  | {
      what: 'step' | 'step, answer lost' | 'step, provider refuses' | 'step, provider wants money' | 'crash';
      runner: 0 | 1;
    }
  | { what: 'time' | 'sweep' }
  | {
      what: 'cancel' | 'say lost' | 'say pay again' | 'say retry' | 'say go on' | 'say look up';
      job: 0 | 1 | 2;
    };

const JOBS = 3;
export const GATE = 2;
const CAP = 2;

let worlds = 0;

/** A project with a budget, an account with a gate, three jobs, two runners and people who say things: on the real SQL. */
export class StudioWorld {
  readonly provider: Provider;
  readonly ids: JobId[];
  /** How often a person has said that a job may cost again. */
  readonly words = new Map<JobId, number>();
  readonly project: ProjectId;
  readonly #queue: Queue;
  readonly #runners: ModelRunner[];
  readonly #isBlind: boolean;

  static async create(
    queue: Queue,
    { recovery, isBlind = false, jobs = JOBS }: { recovery: Recovery; isBlind?: boolean; jobs?: number },
  ): Promise<StudioWorld> {
    const n = ++worlds;
    const project = ProjectId.parse(`0P${String(n).padStart(24, '0')}`);
    const [account, kind] = [`account ${n}`, `kind ${n}`];
    await queue.core.database.write([
      ...createProjectStatements({ project, name: 'Фильм', user: USER, nowMs: 0 }),
      sql("INSERT INTO caps VALUES (?, 'USD', ?)", `project ${project}`, CAP),
      sql('INSERT INTO account_limits (account, concurrency) VALUES (?, ?)', account, GATE),
    ]);
    const ids: JobId[] = [];
    for (let k = 0; k < jobs; k++)
      ids.push(await aJob(queue, { project, account, kind, payload: { ...workOn(), project } }));
    return new StudioWorld(queue, { recovery, isBlind, project, ids, kind });
  }

  private constructor(
    queue: Queue,
    options: { recovery: Recovery; isBlind: boolean; project: ProjectId; ids: JobId[]; kind: string },
  ) {
    const { recovery, isBlind, project, ids, kind } = options;
    this.#queue = queue;
    this.#isBlind = isBlind;
    this.project = project;
    this.ids = ids;
    this.provider = new Provider({ knowsKeys: recovery === 'key' });
    const world = { queue, provider: this.provider, recovery, kind };
    this.#runners = [FIRST, SECOND].map((id) => new ModelRunner(world, id));
  }

  async happen(one: Happening): Promise<void> {
    if ('job' in one) await this.#say(one.what, this.ids[one.job % this.ids.length]);
    else if ('runner' in one) await this.#goOn(one.what, this.#runners[one.runner]);
    else if (one.what === 'time') this.#queue.clock.passMs(13_000);
    else await expireLeases(this.#queue.context);
    if (this.#isBlind) for (const id of this.ids) await this.#tryAgainBlindly(id);
  }

  async #goOn(what: string, runner: ModelRunner | undefined): Promise<void> {
    if (what === 'crash') runner?.crash();
    else
      await runner?.step({
        isLost: what.includes('lost'),
        isRefused: what.includes('refuses'),
        isUnpaid: what.includes('money'),
      });
  }

  async #say(what: Extract<Happening, { job: number }>['what'], id: JobId | undefined): Promise<void> {
    if (!id) return;
    const nowMs = this.#queue.clock.nowMs();
    const by: UserId = USER;
    const tell = async (event: JobEvent) => {
      const word = event.kind === 'decide' ? { choice: event.choice, by } : undefined;
      return (await moveJob(this.#queue.context, id, { event, word })).ok;
    };
    if (what === 'cancel') await tell({ kind: 'cancel' });
    else if (what === 'say lost') await tell({ kind: 'decide', choice: { is: 'assume_lost' }, nowMs });
    // Neither may cost more: nothing was taken, or the fate of what was sent is looked for.
    else if (what === 'say go on') await tell({ kind: 'decide', choice: { is: 'go_on' }, nowMs });
    else if (what === 'say look up') await tell({ kind: 'decide', choice: { is: 'look_up' }, nowMs });
    else if (
      await tell(
        what === 'say retry'
          ? { kind: 'retry', nowMs }
          : { kind: 'decide', choice: { is: 'retry_paid' }, nowMs },
      )
    )
      this.words.set(id, (this.words.get(id) ?? 0) + 1);
  }

  /** What ordinary queues do: a lost answer is a failure, and a failure is tried again. */
  async #tryAgainBlindly(id: JobId): Promise<void> {
    const job = await findJob(this.#queue.core.database, id);
    if (!job?.ledger.calls.some(({ state }) => state === 'unknown')) return;
    const calls = job.ledger.calls.map((call) =>
      call.state === 'unknown' ? { ...call, state: 'failed' as const } : call,
    );
    const ledger: Ledger = { ...job.ledger, calls, state: 'ready', fault: null };
    await this.#queue.core.database.write([
      sql(
        "UPDATE jobs SET ledger = ?, state = 'ready', version = version + 1 WHERE id = ?",
        JSON.stringify(ledger),
        id,
      ),
      sql('DELETE FROM decisions WHERE job = ?', id),
    ]);
  }

  /** What is wrong with the money, the gate, the questions or the records, right now. */
  async violations(): Promise<string[]> {
    const { database } = this.#queue.core;
    const found: string[] = [];
    const ledgers = await this.#ledgers();
    for (const [id, { calls }] of ledgers) {
      const charged = this.provider.invoice.filter((line) =>
        calls.some((call) => call.id === line.call),
      ).length;
      if (charged > 1 + (this.words.get(id) ?? 0)) found.push(`${id} was charged ${charged} times`);
    }
    const known = [...ledgers.values()].flatMap(({ calls }) => calls.map((call) => call.id));
    if (this.provider.invoice.some(({ call }) => !known.includes(call)))
      found.push('a charge nobody wrote down');
    const money = moneyOf([...ledgers.values()].flatMap(({ calls }) => calls))[0];
    const row = await database.readOne(
      sql('SELECT reserved, spent FROM spending WHERE scope = ?', `project ${this.project}`),
    );
    if ((money?.reserved ?? 0) !== (row?.reserved ?? 0) || (money?.spent ?? 0) !== (row?.spent ?? 0))
      found.push(`the budget says ${JSON.stringify(row)}, the calls ${JSON.stringify(money)}`);
    if (Number(row?.reserved ?? 0) + Number(row?.spent ?? 0) > CAP) found.push('the budget is exceeded');
    const asked = await database.read(
      sql(
        'SELECT j.id FROM jobs j JOIN decisions d ON d.job = j.id WHERE j.project = ? AND d.choice IS NULL',
        this.project,
      ),
    );
    const waiting = [...ledgers].filter(([, { state }]) => state === 'needs_human').map(([id]) => id);
    if (
      asked
        .map(({ id }) => String(id))
        .sort()
        .join() !== [...waiting].sort().join()
    )
      found.push(`${waiting.length} jobs wait for a person, who is asked ${asked.length} questions`);
    const told = await database.read(
      sql(
        `SELECT j.id FROM jobs j LEFT JOIN feed_rows r ON r.feed = 'p:' || j.project AND r.kind = 'job' AND r.id = j.id
           WHERE j.project = ? AND j.kind NOT LIKE 'rendition%' AND json_extract(r.value, '$') IS NOT j.state`,
        this.project,
      ),
    );
    if (told.length > 0 && !this.#isBlind) found.push(`the record of ${told[0]?.id} is not true`);
    return found;
  }

  /**
   * The gate holds for what is taken up; what the provider works on besides is knowledge that came late, and polling
   * it asks for nothing new.
   */
  async claimsAtOnce(): Promise<number> {
    return [...(await this.#ledgers()).values()].filter(
      (ledger) => ledger.state === 'leased' && openCall(ledger)?.state !== 'submitted',
    ).length;
  }

  /** Healthy runners, time and a sweep, until nothing moves any more. */
  async leaveInPeace(): Promise<string[]> {
    for (const runner of this.#runners) runner.crash();
    for (let round = 0; round < 40; round++) {
      this.#queue.clock.passMs(LEASE_MS + 1);
      await this.happen({ what: 'sweep' });
      const [runner] = this.#runners;
      for (let step = 0; step < 8; step++) await runner?.step();
      if (runner?.isIdle && (await this.#isSettled())) break;
    }
    const found: string[] = [];
    const rows = await this.#queue.core.database.read(
      sql(
        'SELECT id, (SELECT count(*) FROM assets a WHERE a.job = j.id) AS assets FROM jobs j WHERE project = ?',
        this.project,
      ),
    );
    const assetsOf = new Map(rows.map(({ id, assets }) => [String(id), Number(assets)]));
    for (const [id, ledger] of await this.#ledgers()) {
      const { state, calls } = ledger;
      if (!ENDS.includes(state)) found.push(`${id} is ${state} for ever`);
      if (state !== 'needs_human' && openCall(ledger)) found.push(`${id} has ended with an open call`);
      const succeeded = calls.filter((call) => call.state === 'succeeded').length;
      if (assetsOf.get(id) !== succeeded)
        found.push(`${id}: ${succeeded} results, ${assetsOf.get(id)} assets`);
      if (state === 'done' && succeeded === 0) found.push(`${id} is done without a result`);
    }
    return [...found, ...(await this.violations())];
  }

  async #isSettled(): Promise<boolean> {
    return [...(await this.#ledgers()).values()].every(({ state }) => ENDS.includes(state));
  }

  async #ledgers(): Promise<Map<JobId, Ledger>> {
    const ledgers = new Map<JobId, Ledger>();
    for (const id of this.ids) {
      const job = await findJob(this.#queue.core.database, id);
      if (!job) throw new Error(`${id} is lost`);
      ledgers.set(id, job.ledger);
    }
    return ledgers;
  }

  async count(tally: Tally): Promise<void> {
    tally.charges += this.provider.invoice.length;
    for (const words of this.words.values()) tally.words += words;
    for (const { state, fault } of (await this.#ledgers()).values()) {
      if (state === 'needs_human') tally.questions++;
      if (fault?.code === 'budget_exceeded') tally.overBudget++;
      if (state === 'needs_human' && fault?.code === 'provider_no_money') tally.unpaid++;
    }
  }

  /** Thousands of them share a database. */
  async remove(): Promise<void> {
    await this.#queue.core.database.write([
      sql('DELETE FROM projects WHERE id = ?', this.project),
      sql('DELETE FROM feed_rows WHERE feed = ?', `p:${this.project}`),
      sql('DELETE FROM spending WHERE scope LIKE ?', `project ${this.project}%`),
    ]);
  }
}

const ENDS: Ledger['state'][] = ['done', 'dead', 'cancelled', 'needs_human'];
