import { expect, onTestFinished, test } from 'vitest';
import type { JobRecord } from '#shared/jobs/job-record.ts';
import { JobStudio } from '../chaos/jobs/job-studio.ts';
import { until } from '../chaos/wait.ts';
import { Line } from '../fakes/line.ts';
import { FakeProvider } from '../fakes/provider.ts';

async function aScene() {
  const stack = new AsyncDisposableStack();
  onTestFinished(() => stack.disposeAsync());
  const provider = stack.use(await FakeProvider.start());
  const toProvider = stack.use(await Line.to(() => provider.url));
  const studio = stack.use(await JobStudio.create(toProvider.url));
  studio.startRunner();
  const reached = async (job: string, state: JobRecord['state']) => {
    const find = async () => (await studio.records()).jobs.get(job);
    await until(`job ${job} is ${state}`, async () => (await find())?.state === state, 60_000);
    return find();
  };
  const decide = (job: string, call: string | null, is: string) =>
    studio.mutate({ kind: 'job.decide', job, call, choice: { is } });
  return { provider, toProvider, studio, reached, decide };
}

test('J21: without money at the provider one job asks a person, the others of the account wait, and «Повторить» lets all go on', async () => {
  const { provider, studio, reached, decide } = await aScene();
  provider.temper.isUnpaid = true;
  const first = await studio.ask('fake-key/still', 'first');
  expect(await reached(first, 'needs_human')).toMatchObject({
    fault: { code: 'provider_no_money' },
    openCall: null,
    attempt: 0,
  });
  const others = [await studio.ask('fake-key/still', 'second'), await studio.ask('fake-key/still', 'third')];
  const elsewhere = await studio.ask('imitation/image', 'Лес');
  await reached(elsewhere, 'done');
  for (const job of others) expect(await reached(job, 'ready')).toMatchObject({ attempt: 0, fault: null });
  provider.temper.isUnpaid = false;
  await decide(first, null, 'go_on');
  for (const job of [first, ...others]) await reached(job, 'done');
  expect(provider.invoice).toHaveLength(3);
}, 90_000);

test('J21, J5: a call whose answer was lost and that is refused for money when sent again asks soon, and is paid once', async () => {
  const { provider, toProvider, studio, reached, decide } = await aScene();
  toProvider.setTrap(/POST \/tasks/, 'after', () => {
    provider.temper.isUnpaid = true;
  });
  const job = await studio.ask('fake-key/still', 'lost');
  const parked = await reached(job, 'needs_human');
  expect(parked).toMatchObject({
    fault: { code: 'provider_no_money' },
    openCall: { state: 'unknown', recovery: 'key' },
  });
  provider.temper.isUnpaid = false;
  await decide(job, parked?.openCall?.id ?? null, 'look_up');
  await reached(job, 'done');
  expect(provider.chargesFor('lost')).toHaveLength(1);
}, 90_000);
