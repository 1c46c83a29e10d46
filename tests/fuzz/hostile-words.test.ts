import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { expireLeases } from '#server/jobs/ledger-keeper.ts';
import { checkJobs } from '#server/keeping/check-jobs.ts';
import { JobId, Ledger } from '#shared/jobs/job.ts';
import { aUlid, type House } from '../sync-server/a-house.ts';
import { IMITATION, sha256Of } from '../sync-server/runners/a-runner.ts';
import { aWorld, bodyOf, word } from './runner-words.ts';

const WORDS = 1500;
const AT_ONCE = 6;

test('J3 J9 R5: whatever a hostile runner says, nothing breaks, the books are right, and work it was not lent stays as it was', async () => {
  const world = await aWorld();
  const { house, hostile, own, foreign } = world;
  const foreignState = () =>
    house.core.database.read(
      sql(
        'SELECT ledger, stage, version FROM jobs WHERE id IN (SELECT value FROM json_each(?))',
        JSON.stringify(foreign),
      ),
    );
  const before = await foreignState();
  const seen = new Map<number, number>();
  let n = 0;
  for (const one of fc.sample(word, { numRuns: WORDS, seed: 7 })) {
    n++;
    const job = one.job === 'own' ? own[n % own.length] : one.job === 'foreign' ? foreign[n % 3] : undefined;
    const id = job ?? JobId.parse(aUlid());
    const json = await bodyOf(world, id, one);
    const answer = await hostile.tell(id, one.path, json);
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
    if (answer.status >= 500)
      throw new Error(`${one.path} ${JSON.stringify(json).slice(0, 600)}: ${await answer.text()}`);
    if (one.job === 'foreign') expect(answer.status).not.toBe(204);
    if (n % 7 === 0) {
      house.clock.advance(61_000);
      await hostile.claim({ kinds: [IMITATION] });
    }
    if (n % 300 === 0) expect(await checkJobs(house.core.database)).toEqual([]);
  }
  expect(await foreignState()).toEqual(before);
  expect(await checkJobs(house.core.database)).toEqual([]);
  const statuses = [...seen].sort();
  console.log(`what a hostile runner was answered: ${JSON.stringify(statuses)}`);
  for (const status of [200, 204, 400, 404, 409]) expect([status, seen.has(status)]).toEqual([status, true]);
}, 120_000);

const file = {
  sha256: sha256Of('own'),
  kind: 'audio',
  type: 'audio/wav',
  width: null,
  height: null,
  durationMs: 1,
};
const failure = fc.record({
  sent: fc.constantFrom('no', 'yes', 'maybe'),
  fault: fc.constantFrom({ code: 'provider_failed' }, { code: 'provider_no_money' }),
  retry: fc.constantFrom('snooze', 'retry', 'never'),
});

/** Words that fit, about whatever call stands open by then. */
const fitting = fc.oneof(
  fc.record({ path: fc.constant('call/begin'), isNew: fc.boolean(), body: fc.constant({}) }),
  fc.record({
    path: fc.constantFrom('call/submitted', 'call/submitted', 'call/still-running', 'call/not-found'),
    isNew: fc.constant(false),
    body: fc.record({ taskId: fc.constantFrom('one', 'other'), pollAfterMs: fc.constant(0) }),
  }),
  fc.record({
    path: fc.constant('complete'),
    isNew: fc.constant(false),
    body: fc.constantFrom({ files: [file], actual: 4_000_000 }, { files: [], text: 'Готово' }),
  }),
  fc.record({ path: fc.constant('fail'), isNew: fc.constant(false), body: failure }),
  fc.record({
    path: fc.constantFrom('heartbeat', 'release', 'park'),
    isNew: fc.constant(false),
    body: fc.constant({ fault: { code: 'internal' } }),
  }),
);

async function ledgersOf({ core }: House): Promise<Map<string, Ledger>> {
  const rows = await core.database.read(sql("SELECT id, ledger FROM jobs WHERE kind <> 'rendition'"));
  return new Map(rows.map(({ id, ledger }) => [String(id), Ledger.parse(JSON.parse(String(ledger)))]));
}

/** What no word may ever undo. */
function findUndone(before: Map<string, Ledger>, after: Map<string, Ledger>): string[] {
  return [...before].flatMap(([id, was]) => {
    const is = after.get(id);
    if (!is) return [`${id} is gone`];
    const undone = was.calls.filter((call) => {
      const now = is.calls.find((one) => one.id === call.id);
      const isSettled = call.state === 'succeeded' || call.state === 'failed';
      return !now || (isSettled && JSON.stringify(now) !== JSON.stringify(call));
    });
    return [
      ...undone.map((call) => `${id}: ${JSON.stringify(call)} was undone`),
      ...(is.fence < was.fence ? [`${id}: the fence went back`] : []),
    ];
  });
}

test('J3 J7 J9 J12: words of two runners, people and the clock at the same moment undo nothing, and the books are right', async () => {
  const world = await aWorld({ onDisk: true });
  const { house, owner, project, hostile, honest } = world;
  let pair: JobId[] = [];
  const choices = ['look_up', 'assume_lost', 'retry_paid', 'go_on', 'give_up'] as const;
  const words = fc.sample(fitting, { numRuns: 900, seed: 11 });
  const seen = new Map<number, number>();
  let before = await ledgersOf(house);
  for (let n = 0; n < words.length; n += AT_ONCE) {
    // All of them about one job or two, which are brought back when they have failed.
    if (n % (4 * AT_ONCE) === 0) pair = await world.lend(n % (8 * AT_ONCE) === 0 ? hostile : honest, 2);
    for (const job of pair) await owner.mutate({ kind: 'job.retry', project, job });
    await house.core.database.write([sql('UPDATE account_limits SET not_before = 0')]);
    house.core.jobs.dispatcher.wake();
    for (const runner of [hostile, honest]) await runner.claim({ kinds: [IMITATION] });
    before = await ledgersOf(house);
    const some = words.slice(n, n + AT_ONCE).map(({ path, body, isNew }, k) => {
      const id = pair[k % 2] ?? JobId.parse(aUlid());
      const ledger = before.get(id);
      const call = isNew ? aUlid() : (ledger?.calls.at(-1)?.id ?? aUlid());
      return { path, id, json: { call, ...body, fence: ledger?.fence } };
    });
    const person = async () => {
      const job = pair[n % 2] ?? JobId.parse(aUlid());
      const call = before.get(job)?.calls.at(-1)?.id ?? null;
      const is = choices[n % choices.length] ?? 'go_on';
      if (n % 4 === 0) await owner.mutate({ kind: 'job.decide', project, job, call, choice: { is } });
      else await owner.mutate({ kind: n % 3 === 0 ? 'job.cancel' : 'job.retry', project, job });
    };
    const answers = await Promise.all([
      ...some.map(({ path, id, json }, k) => (k % 3 === 2 ? honest : hostile).tell(id, path, json)),
      person(),
      expireLeases(house.core.jobs),
      hostile.claim({ kinds: [IMITATION] }),
      honest.claim({ kinds: [IMITATION] }),
    ]);
    for (const answer of answers) {
      if (!(answer instanceof Response)) continue;
      seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
      if (answer.status >= 500) throw new Error(await answer.text());
    }
    if (n % 5 === 0) house.clock.advance(61_000);
    const after = await ledgersOf(house);
    expect(findUndone(before, after)).toEqual([]);
    before = after;
    if (n % 300 === 0) expect(await checkJobs(house.core.database)).toEqual([]);
  }
  expect(await checkJobs(house.core.database)).toEqual([]);
  const states = [...before.values()].flatMap(({ calls }) => calls.map(({ state }) => state));
  console.log(`words at once: ${JSON.stringify([...seen])}, calls ${states.length}`);
  expect(new Set(states).size).toBeGreaterThan(3);
  expect(states.length).toBeGreaterThan(15);
}, 180_000);
