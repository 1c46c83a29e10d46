import { AssetRecord } from '#shared/assets/asset-record.ts';
import { ProjectId } from '#shared/ids.ts';
import { Ledger } from '#shared/jobs/job.ts';
import { moneyOf } from '#shared/jobs/money.ts';
import { ASSET_RECORD, ASSETS } from '../assets/asset-feed.ts';
import type { Database } from '../database/database.ts';
import { type SqlRow, sql } from '../database/sql.ts';
import { scopesOf } from '../jobs/budget-feed.ts';
import { TOLD_OF_JOB } from '../jobs/job-feed.ts';
import { shownBy } from '../jobs/store.ts';
import type { Problem } from './problem.ts';

/** The ledger: its columns, its money, its questions and what the feeds tell of it and of the assets. */
export async function checkJobs(database: Database): Promise<Problem[]> {
  return [
    ...(await checkColumns(database)),
    ...(await checkMoney(database)),
    ...(await checkQuestions(database)),
    ...(await checkProjectRecords(database, 'job')),
    ...(await checkProjectRecords(database, 'asset')),
  ];
}

async function checkColumns(database: Database): Promise<Problem[]> {
  const rows = await database.read(
    sql(`SELECT id FROM jobs WHERE state IS NOT json_extract(ledger, '$.state')
      OR run_at IS NOT json_extract(ledger, '$.runAtMs')
      OR lease_until IS NOT json_extract(ledger, '$.leaseUntilMs') ORDER BY id`),
  );
  return rows.map(({ id }) => ({
    kind: 'job',
    subject: String(id),
    detail: 'its columns and its ledger disagree',
  }));
}

/** The budgets of projects follow from the calls. The days of the house outlive projects that are gone. */
async function checkMoney(database: Database): Promise<Problem[]> {
  const expected = new Map<string, { reserved: number; spent: number }>();
  const jobs = await database.read(
    sql('SELECT project, ledger FROM jobs WHERE project IS NOT NULL AND ledger NOT LIKE \'%"calls":[]%\''),
  );
  for (const { project, ledger } of jobs) {
    const money = moneyOf(Ledger.parse(JSON.parse(String(ledger))).calls);
    for (const { currency, day, reserved, spent } of money)
      for (const { scope } of scopesOf(String(project), day)) {
        const sum = expected.get(`${scope} ${currency}`) ?? { reserved: 0, spent: 0 };
        expected.set(`${scope} ${currency}`, {
          reserved: sum.reserved + reserved,
          spent: sum.spent + spent,
        });
      }
  }
  const rows = await database.read(
    sql(`SELECT scope, currency, reserved, spent FROM spending
      WHERE scope LIKE 'project %' AND substr(scope, 9, 26) IN (SELECT id FROM projects) ORDER BY scope, currency`),
  );
  const known = new Set(rows.map(({ scope, currency }) => `${scope} ${currency}`));
  const missing = [...expected].filter(([key, { reserved, spent }]) => {
    return key.startsWith('project ') && !known.has(key) && reserved + spent > 0;
  });
  const lost = missing.map(([key]): Problem => ({ kind: 'money', subject: key, detail: 'is missing' }));
  const wrong = rows.flatMap(({ scope, currency, reserved, spent }) => {
    const sum = expected.get(`${scope} ${currency}`) ?? { reserved: 0, spent: 0 };
    if (sum.reserved === reserved && sum.spent === spent) return [];
    return [
      {
        kind: 'money' as const,
        subject: `${scope} ${currency}`,
        detail: `says ${reserved} held back and ${spent} spent, the calls ${sum.reserved} and ${sum.spent}`,
        repair: { kind: 'money' as const, scope: String(scope), currency: String(currency), ...sum },
      },
    ];
  });
  return [...lost, ...wrong];
}

async function checkQuestions(database: Database): Promise<Problem[]> {
  const rows = await database.read(
    sql(`SELECT j.id FROM jobs j LEFT JOIN decisions d ON d.job = j.id AND d.choice IS NULL
      WHERE (j.state = 'needs_human') <> (d.id IS NOT NULL) ORDER BY j.id`),
  );
  return rows.map(({ id }) => ({
    kind: 'job',
    subject: String(id),
    detail: 'its state and the open question about it disagree',
  }));
}

const RECORDS = {
  job: { from: 'jobs j', of: 'j', record: TOLD_OF_JOB, where: shownBy('j.kind') },
  asset: { from: ASSETS, of: 'a', record: ASSET_RECORD, where: '1' },
};

async function checkProjectRecords(database: Database, kind: 'job' | 'asset'): Promise<Problem[]> {
  const { from, of, record, where } = RECORDS[kind];
  const rows = await database.read(
    sql(
      `SELECT ${of}.id, ${of}.project, ${record} AS record, r.value AS told FROM ${from}
         LEFT JOIN feed_rows r ON r.feed = 'p:' || ${of}.project AND r.kind = ?1 AND r.id = ${of}.id
         WHERE ${of}.project IS NOT NULL AND ${where} ORDER BY ${of}.id`,
      kind,
    ),
  );
  return rows.flatMap((row) => (isTrue(kind, row) ? [] : [wrongRecord(kind, row)]));
}

/** As it is read: what an older version wrote of an asset says the same in fewer fields. */
function isTrue(kind: 'job' | 'asset', { told, record }: SqlRow): boolean {
  if (told === record) return true;
  if (kind === 'job') return false;
  const meaning = (value: unknown) => {
    const parsed = typeof value === 'string' ? AssetRecord.safeParse(JSON.parse(value)) : undefined;
    return parsed?.success ? JSON.stringify(parsed.data) : undefined;
  };
  return meaning(told) === meaning(record);
}

function wrongRecord(kind: 'job' | 'asset', { id, project }: SqlRow): Problem {
  return {
    kind: 'record',
    subject: `p:${project}`,
    detail: `the record of ${kind} ${id} is not true`,
    repair: { kind: 'project_record', project: ProjectId.parse(project), of: kind, id: String(id) },
  };
}
