import fc from 'fast-check';
import { sql } from '#server/database/sql.ts';
import { type ProjectId, ShotId } from '#shared/ids.ts';
import type { JobId } from '#shared/jobs/job.ts';
import { aHouse, aUlid, type House, type Person } from '../sync-server/a-house.ts';
import { aGenerateJob, aRunner, sha256Of, type TestRunner } from '../sync-server/runners/a-runner.ts';

const PRICE = { amount: 5_000_000, currency: 'USD' };

/** Mostly what fits, so that the words get past the first look at them. */
function mostly<T>(fitting: fc.Arbitrary<T>, ...others: unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary: fitting }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const number = mostly(
  fc.constantFrom(0, 1, 2, 5, 0.25, 1.5, 1e9, 2 ** 53 - 1, 1e300),
  ...[-1, '1', null, [], {}, true],
);
const whole = mostly(fc.constantFrom(0, 1, 5_000_000, 2 ** 53 - 1), -1, 1.5, 2 ** 60, '1', null);
const text = mostly(
  fc.constantFrom('x', 'x'.repeat(400), '\u0000', '\ud800', '𝄞', "'; DROP TABLE jobs; --", '__proto__'),
  ...['', 'y'.repeat(250_000), null, 7, [], {}],
);
const fault = mostly(
  fc.constantFrom(
    ...[
      { code: 'provider_failed' },
      { code: 'provider_busy', retryAfterS: 1e300 },
      { code: 'provider_no_money' },
    ],
    ...[
      { code: 'work_failed', reason: '<b>' },
      { code: 'provider_key_refused' },
      { code: 'budget_exceeded' },
    ],
  ),
  ...[{ code: 'nothing' }, null, 'x'],
);
const file = fc.record(
  {
    sha256: mostly(fc.constantFrom('own', 'own', 'foreign', '0'.repeat(64)), '../../etc/passwd', null),
    kind: mostly(fc.constantFrom('image', 'audio', 'video'), 'text'),
    type: fc.constantFrom(
      'image/png',
      'image/svg+xml',
      'audio/wav',
      'video/mp4',
      'text/html',
      'x'.repeat(200),
    ),
    width: number,
    height: number,
    durationMs: number,
    rendition: mostly(fc.constantFrom('w320', undefined), 'original'),
  },
  { requiredKeys: ['sha256', 'kind', 'type', 'width', 'height', 'durationMs'] },
);

/** What a runner says, right or not; `true` stands for what is true of the job just then. */
export const word = fc.record({
  path: fc.constantFrom(
    ...[
      'heartbeat',
      'events',
      'call/begin',
      'call/begin',
      'call/submitted',
      'call/still-running',
      'call/not-found',
    ],
    ...['complete', 'complete', 'fail', 'fail', 'park', 'release'],
  ),
  job: fc.constantFrom<'own' | 'foreign' | 'nobody’s'>('own', 'own', 'own', 'foreign', 'nobody’s'),
  fence: mostly(fc.constant(true), 0, 1, -1, 1.5, 2 ** 60, null),
  call: mostly(fc.constant(true), 'new', 'x', undefined, null),
  body: fc.record(
    {
      taskId: text,
      pollAfterMs: number,
      actual: whole,
      sent: mostly(fc.constantFrom('no', 'yes', 'maybe'), 'perhaps'),
      fault,
      retry: mostly(fc.constantFrom('snooze', 'retry', 'never'), 'always'),
      retryAfterMs: number,
      holdsAccount: mostly(fc.constantFrom(true, false), 'x'),
      files: mostly(fc.array(file, { maxLength: 2 }), null, 'x', new Array(65).fill({})),
      text,
      stage: text,
      progress: number,
      lines: mostly(fc.array(text, { maxLength: 3 }), 'x'),
    },
    { requiredKeys: ['files', 'sent', 'fault', 'retry', 'taskId', 'pollAfterMs'] },
  ),
});
export type Word = typeof word extends fc.Arbitrary<infer T> ? T : never;

export type World = {
  house: House;
  owner: Person;
  project: ProjectId;
  hostile: TestRunner;
  honest: TestRunner;
  own: JobId[];
  foreign: JobId[];
  file: string;
  /** So many more jobs, in the hands of that runner. */
  lend(runner: TestRunner, count: number): Promise<JobId[]>;
};

export async function aWorld(options: Parameters<typeof aHouse>[0] = {}): Promise<World> {
  const house = await aHouse(options);
  const { database } = house.core;
  const owner = await house.person('owner', 'admin');
  const project = await owner.aProject();
  await database.write([
    sql(
      "INSERT INTO providers (id, name, adapter, recovery, needs_key, position) VALUES ('paid', 'П', 'imitation', 'key', 0, 9)",
    ),
    sql("INSERT INTO accounts (id, provider, name) VALUES ('paid', 'paid', 'С')"),
    sql(
      `INSERT INTO models (id, provider, account, name, purpose, schema, price, position)
         VALUES ('paid/image', 'paid', 'paid', 'П', 'image', '{"type":"object","properties":{}}', NULL, 9)`,
    ),
  ]);
  await owner.mutate({
    ...{ kind: 'project.budget', project },
    ...{ whole: { amount: 500_000_000, currency: 'USD' }, daily: { amount: 300_000_000, currency: 'USD' } },
  });
  const [hostile, honest] = [await aRunner(house), await aRunner(house)];
  const some = async (runner: TestRunner, count: number) => {
    const ids: JobId[] = [];
    for (let n = 0; n < count; n++) {
      const job = await aGenerateJob(house, {
        project,
        shot: ShotId.parse(aUlid()),
        model: 'paid/image',
        account: 'paid',
      });
      await database.write([sql('UPDATE jobs SET price = ? WHERE id = ?', JSON.stringify(PRICE), job)]);
      house.core.jobs.dispatcher.wake();
      await runner.mustClaim();
      ids.push(job);
    }
    return ids;
  };
  const foreign = await some(honest, 3);
  const file = await honest.upload(new TextEncoder().encode('the honest one’s'));
  await hostile.upload(new TextEncoder().encode('own'));
  return { house, owner, project, hostile, honest, own: await some(hostile, 12), foreign, file, lend: some };
}

export async function bodyOf(
  { house, file }: World,
  job: JobId,
  { fence, call, body }: Word,
): Promise<unknown> {
  const row = await house.core.database.readOne(sql('SELECT ledger FROM jobs WHERE id = ?', job));
  const ledger = row && JSON.parse(String(row.ledger));
  const files = Array.isArray(body.files)
    ? body.files.map((one) => ({
        ...one,
        sha256: one.sha256 === 'own' ? sha256Of('own') : one.sha256 === 'foreign' ? file : one.sha256,
      }))
    : body.files;
  const known = call === true ? (ledger?.calls.at(-1)?.id ?? aUlid()) : call === 'new' ? aUlid() : call;
  return {
    ...body,
    files,
    fence: fence === true ? ledger?.fence : fence,
    ...(known === undefined ? {} : { call: known }),
  };
}
