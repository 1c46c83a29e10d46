import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { HouseBudget } from '#shared/jobs/house-budget.ts';
import { faultOf, type Person } from '../a-house.ts';
import { aCallId, aGenerateJob } from '../runners/a-runner.ts';
import { aStudio, ledgerOf } from '../runners/a-studio.ts';

const RUB = (amount: number) => ({ amount: amount * 1_000_000, currency: 'RUB' });

async function budgetOf(admin: Person): Promise<HouseBudget> {
  return HouseBudget.parse(await (await admin.ask('GET', '/api/budget')).json());
}

async function setCap(admin: Person, daily: object | null): Promise<Response> {
  return admin.ask('PATCH', '/api/budget', { json: { daily } });
}

async function aStudioThatPays(price: object) {
  const studio = await aStudio();
  const { house, where, runner } = studio;
  const start = async () => {
    const job = await aGenerateJob(house, where);
    await house.core.database.write([
      sql('UPDATE jobs SET price = ? WHERE id = ?', JSON.stringify(price), job),
    ]);
    const { fence } = await runner.mustClaim();
    const call = aCallId();
    const begun = await runner.tell(job, 'call/begin', { fence, call });
    return { job, fence, call, begun };
  };
  return { ...studio, start };
}

test('J16: the day of the house refuses what would go over it, and says that it is the house', async () => {
  const { house, admin, runner, start } = await aStudioThatPays(RUB(60));
  expect((await setCap(admin, RUB(100))).status).toBe(200);
  const first = await start();
  expect(first.begun.status).toBe(200);
  const second = await start();
  expect(await second.begun.json()).toMatchObject({
    fault: { code: 'budget_exceeded', of: 'house' },
    message: expect.stringContaining('Дневной предел студии'),
  });
  const held = await budgetOf(admin);
  expect(held.today).toEqual({ reserved: [RUB(60)], spent: [] });
  const { fence, call } = first;
  await runner.tell(first.job, 'complete', {
    fence,
    call,
    actual: RUB(55).amount,
    files: [],
    text: 'Готово',
  });
  expect((await budgetOf(admin)).today).toEqual({ reserved: [], spent: [RUB(55)] });
  // The next day begins anew.
  await runner.tell(second.job, 'release', { fence: second.fence });
  house.clock.advance(24 * 60 * 60_000);
  const again = await runner.mustClaim();
  expect((await runner.tell(second.job, 'call/begin', { fence: again.fence, call: aCallId() })).status).toBe(
    200,
  );
  expect((await ledgerOf(house, second.job)).calls).toHaveLength(1);
  expect((await budgetOf(admin)).today.spent).toEqual([]);
});

test('J16: a cap of the house is set, changed and taken away; what is no sum is refused', async () => {
  const { admin } = await aStudioThatPays(RUB(60));
  expect((await budgetOf(admin)).daily).toBeNull();
  await setCap(admin, RUB(100));
  await setCap(admin, { amount: 5, currency: 'USD' });
  expect((await budgetOf(admin)).daily).toEqual({ amount: 5, currency: 'USD' });
  for (const bad of [
    { amount: -1, currency: 'RUB' },
    { amount: 1.5, currency: 'RUB' },
    { amount: 1, currency: 'руб' },
  ])
    expect(await faultOf(await setCap(admin, bad))).toBe('bad_input');
  await setCap(admin, null);
  expect((await budgetOf(admin)).daily).toBeNull();
});

test('an admin sees by name only the projects that are his, and of the others their sum', async () => {
  const { house, admin, where, runner, start } = await aStudioThatPays(RUB(60));
  const { job, fence, call } = await start();
  await runner.tell(job, 'complete', { fence, call, actual: RUB(10).amount, files: [], text: 'Готово' });
  const other = await house.person('other', 'admin');
  const sums = { today: { reserved: [], spent: [RUB(10)] }, total: { reserved: [], spent: [RUB(10)] } };
  expect((await budgetOf(admin)).projects).toEqual([{ project: where.project, name: 'Фильм', ...sums }]);
  expect((await budgetOf(other)).projects).toEqual([{ project: null, name: '', ...sums }]);
});
