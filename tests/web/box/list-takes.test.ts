import { expect, test } from 'vitest';
import { listTakeLines } from '#lib/box/list-takes.ts';
import type { OutboxItem } from '#lib/sync/local-store.ts';
import { MutationId, ProjectId, ShotId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';

const ID = '01JXT22F1SEB16182Y36SZ9G6';
const LONG_AFTER_MS = 100_000;

function aTake(digit: string) {
  return { id: `${ID}${digit}`, prompt: `${ID}P`, job: `${ID}${digit}`, createdAt: 0 };
}

function aLaunch(digit: string, change: Partial<OutboxItem>): OutboxItem {
  const [project, shot] = [ProjectId.parse(`${ID}X`), ShotId.parse(`${ID}S`)];
  const id = MutationId.parse(`${ID}${digit}`);
  const work = {
    kind: 'generate' as const,
    project,
    shot,
    prompt: `${ID}P`,
    take: `${ID}${digit}`,
    model: 'imitation/image',
    text: '',
    params: {},
  };
  const job = JobId.parse(`${ID}${digit}`);
  const mutation = {
    id,
    kind: 'job.create',
    project,
    job,
    work,
    priority: 'interactive',
    agreed: null,
  } as const;
  return { id, mutation, atMs: 0, fault: undefined, ...change };
}

function lines(outbox: OutboxItem[], nowMs = LONG_AFTER_MS) {
  const takes = ['1', '2', '3', '4'].map(aTake);
  return listTakeLines({ takes, prompts: [], jobs: new Map(), assets: [], outbox, nowMs });
}

test('C11 C12: a take without a job says why: it waits to be sent, for a word, was refused, or is unknown to the server', () => {
  const outbox = [
    aLaunch('1', {}),
    aLaunch('2', { consent: 'needed' }),
    aLaunch('3', { fault: { code: 'budget_exceeded' } }),
  ];
  expect(lines(outbox).map(({ take, absence }) => [take.id.at(-1), absence])).toEqual([
    ['4', 'unknown'],
    ['3', 'refused'],
    ['2', 'held'],
    ['1', 'unsent'],
  ]);
});

test('a take is not called unknown in the moment between its sending and the record of its job', () => {
  expect(lines([], 1000).map(({ absence }) => absence)).toEqual(['unsent', 'unsent', 'unsent', 'unsent']);
});
