import { expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { Catalogue } from '#shared/catalogue/model.ts';
import type { ProjectId } from '#shared/ids.ts';
import { aHouse, aUlid, type House, type Person } from '../a-house.ts';
import { aRequest } from '../jobs/a-request.ts';

/** What a listener has heard so far. */
class Ear {
  readonly heard: { feed: string; seq: number }[] = [];
  isHungUp = false;

  static async of(person: Person): Promise<Ear> {
    const ear = new Ear();
    const { body } = await person.ask('GET', '/api/bells');
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    const listen = async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
        for (const [, data] of part.value.matchAll(/^data: (.*)$/gm)) ear.heard.push(JSON.parse(data ?? ''));
      ear.isHungUp = true;
    };
    void listen();
    return ear;
  }

  feeds(): string[] {
    return [...new Set(this.heard.map(({ feed }) => feed))];
  }
}

async function aStudio(): Promise<{ house: House; anna: Person; boris: Person; project: ProjectId }> {
  const house = await aHouse();
  const anna = await house.person('anna');
  return { house, anna, boris: await house.person('boris'), project: await anna.aProject() };
}

test('a feed of a project goes on where it was left, and never tells the same twice', async () => {
  const { anna, project } = await aStudio();
  const read = async (since: number) =>
    (await anna.ask('GET', `/api/projects/${project}/feed?since=${since}`)).json();
  await anna.mutate(aRequest(project));
  const first = await read(0);
  expect(first).toMatchObject({ seq: 1, more: false, rows: [{ kind: 'job', seq: 1 }] });
  expect(await read(1)).toMatchObject({ seq: 1, rows: [] });
  await anna.mutate({ kind: 'job.cancel', project, job: first.rows[0].id });
  expect(await read(1)).toMatchObject({ seq: 2, rows: [{ kind: 'job', value: { state: 'cancelled' } }] });
});

test('a damaged job has no record, and takes no other along', async () => {
  const { house, anna, project } = await aStudio();
  const damages = [
    "ledger = '{'",
    "ledger = '{}'",
    "payload = ''",
    `ledger = json_set(ledger, '$.calls', 7)`,
  ];
  const jobs = [];
  for (const damage of damages) {
    const request = aRequest(project);
    await anna.mutate(request);
    jobs.push(request.job);
    await house.core.database.write([
      sql(`UPDATE jobs SET ${damage}, version = version + 1 WHERE id = ?`, request.job),
    ]);
  }
  const sound = aRequest(project);
  await anna.mutate(sound);
  const { rows } = await (await anna.ask('GET', `/api/projects/${project}/feed?since=0`)).json();
  expect(rows).toMatchObject([
    ...jobs.map((id) => ({ kind: 'job', id, value: null })),
    { kind: 'job', id: sound.job, value: { id: sound.job, state: 'ready' } },
  ]);
});

test('a bell rings for the feeds that a person may read, and for no others', async () => {
  const { anna, boris, project } = await aStudio();
  const [hers, his] = [await Ear.of(anna), await Ear.of(boris)];
  await anna.mutate(aRequest(project));
  await expect.poll(() => hers.heard).toMatchObject([{ feed: `p:${project}`, seq: 1 }]);
  await anna.setMember(project, 'boris', 'viewer');
  await expect.poll(() => his.feeds()).toEqual([`u:${boris.id}`]);
  await anna.mutate(aRequest(project));
  await expect.poll(() => his.feeds()).toEqual([`u:${boris.id}`, `p:${project}`]);
  await anna.removeMember(project, 'boris');
  const heard = his.heard.filter(({ feed }) => feed === `p:${project}`).length;
  await anna.mutate(aRequest(project));
  await expect.poll(() => hers.heard.at(-1)).toMatchObject({ seq: 3 });
  expect(his.heard.filter(({ feed }) => feed === `p:${project}`)).toHaveLength(heard);
});

test('the bell is hung up with its session, and so is the oldest of too many', async () => {
  const { house, anna } = await aStudio();
  const ear = await Ear.of(anna);
  const others: Ear[] = [];
  for (let n = 0; n < 6; n++) others.push(await Ear.of(anna));
  await expect.poll(() => ear.isHungUp).toBe(true);
  expect(others.some(({ isHungUp }) => isHungUp)).toBe(false);
  house.core.bells.hangUpOf(new Set(house.core.bells.sessions()));
  await expect.poll(() => others.every(({ isHungUp }) => isHungUp)).toBe(true);
  expect(house.core.bells.sessions()).toEqual([]);
});

test('the catalogue comes whole once, and then only when something in it has changed', async () => {
  const { house, anna } = await aStudio();
  const answer = await anna.ask('GET', '/api/catalogue');
  const { version, models, providers } = Catalogue.parse(await answer.json());
  const imitations = models.filter(({ isImitation }) => isImitation);
  expect(imitations.map(({ id }) => id)).toEqual(
    ['image', 'video', 'speech', 'text', 'transcription'].map((purpose) => `imitation/${purpose}`),
  );
  expect(imitations.every(({ price }) => price?.amount === 0)).toBe(true);
  expect(providers.find(({ id }) => id === 'imitation')).toMatchObject({ needsKey: false, recovery: 'key' });
  // What costs money is there from the first day, and waits for a key.
  const others = models.filter(({ isImitation }) => !isImitation);
  expect(others.length).toBeGreaterThan(0);
  expect(others.every(({ lacksKey }) => lacksKey)).toBe(true);
  const headers = { 'if-none-match': answer.headers.get('etag') ?? '' };
  expect((await anna.ask('GET', '/api/catalogue', { headers })).status).toBe(304);
  await house.core.database.write([{ sql: "UPDATE models SET name = 'Другое'", args: [] }]);
  const changed = await anna.ask('GET', '/api/catalogue', { headers });
  expect(changed.status).toBe(200);
  expect((await changed.json()).version).not.toBe(version);
});

test('ten thousand jobs of one project are taken, and the next one is told why it is not', async () => {
  const { house, anna, project } = await aStudio();
  const send = async (count: number) => {
    const json = Array.from({ length: count }, () => ({ id: aUlid(), ...aRequest(project) }));
    return (await (await anna.ask('POST', '/api/mutations', { json })).json()).results;
  };
  const [first] = await send(1);
  await house.core.database.write([
    sql(
      `INSERT INTO jobs (id, kind, project, payload, priority, created_at, ledger, state, run_at, changed_at)
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 9998)
         SELECT 'more ' || n, kind, project, payload, priority, created_at, ledger, state, run_at, changed_at
           FROM jobs, n`,
    ),
  ]);
  const [last, refused] = await send(2);
  expect([first.ok, last.ok, refused.fault]).toEqual([true, true, { code: 'too_many_jobs', limit: 10_000 }]);
});
