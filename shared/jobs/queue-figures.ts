import type { Fault } from '../fault.ts';
import type { JobRecord } from './job-record.ts';
import { needsPerson } from './needs-person.ts';

type Timed = Pick<JobRecord, 'model' | 'state' | 'startedAt' | 'endedAt'>;

/** Where a job stands among those that wait too, counted from one; nothing when it does not wait for a runner. */
export function placeInQueue(
  job: Pick<JobRecord, 'id' | 'state' | 'priority' | 'createdAt'>,
  others: Iterable<Pick<JobRecord, 'id' | 'state' | 'priority' | 'createdAt'>>,
): number | undefined {
  if (job.state !== 'ready') return undefined;
  let before = 0;
  for (const other of others) {
    if (other.state !== 'ready' || other.id === job.id) continue;
    const isFirst =
      other.priority > job.priority ||
      (other.priority === job.priority &&
        (other.createdAt < job.createdAt || (other.createdAt === job.createdAt && other.id < job.id)));
    if (isFirst) before++;
  }
  return before + 1;
}

/** How long works of each model took: the median of those that are done. */
export function typicalMsByModel(jobs: Iterable<Timed>): Map<string, number> {
  const spans = new Map<string, number[]>();
  for (const { model, state, startedAt, endedAt } of jobs) {
    if (model === null || state !== 'done' || startedAt === null || endedAt === null) continue;
    const known = spans.get(model);
    // Added to in place: ten thousand copies of a growing list would take seconds.
    if (known) known.push(endedAt - startedAt);
    else spans.set(model, [endedAt - startedAt]);
  }
  return new Map([...spans].map(([model, list]) => [model, median(list)]));
}

function median(list: number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Why a provider takes nothing more, when a person has been asked about it. */
export function findRefusal(jobs: Iterable<Pick<JobRecord, 'state' | 'fault'>>): Fault | undefined {
  for (const { state, fault } of jobs)
    if (state === 'needs_human' && fault && needsPerson(fault)) return fault;
  return undefined;
}

const PATIENCE_MS = 3000;

/** A job that could have begun some time ago. */
export function waitsTooLong(
  { state, runAt, createdAt }: Pick<JobRecord, 'state' | 'runAt' | 'createdAt'>,
  nowMs: number,
): boolean {
  return state === 'ready' && nowMs - Math.max(runAt, createdAt) > PATIENCE_MS;
}
