import { openAsBlob } from 'node:fs';
import * as z from 'zod/mini';
import { STAGE } from '#shared/russian/runner-text.ts';
import type { Adapter, Answer, Assignment, Failure, InputFile, Made, Unbegun } from '../adapter.ts';
import { bringResult } from '../bring-result.ts';
import { contentName } from '../content-name.ts';
import { orGivenUp, paidInVain } from '../paid-in-vain.ts';
import { tellPollTrouble } from '../poll-trouble.ts';
import { openFailure } from '../refusals.ts';
import { failureOfSdk, statusOfSdk } from '../sdk-failure.ts';
import { bodyOf, endpointOf } from './body.ts';
import { clientOf, definitionOf, judge } from './client.ts';
import { actualOf, endOf, RunwayTask } from './task.ts';

const AFTER_TROUBLE_MS = 15_000;
const OUTPUT_MAX_BYTES = 2 * 1024 ** 3;
/** An address of content has 5 MB there, a third of which is its writing. */
const ALONG_MAX_BYTES = 3.5 * 1024 ** 2;

const Submitted = z.object({ id: z.string().check(z.minLength(1), z.maxLength(500)) });

/** Runway: pictures and films of its own and of many others, by the name of the task. */
export const runway: Adapter = { isLocal: false, bringInputs, run, poll };

/** What is too long to go along with the request is brought before it; it lies there for a day. */
async function bringInputs(unbegun: Unbegun): Promise<{ kind: 'brought'; inputs: InputFile[] } | Failure> {
  const client = await clientOf(unbegun);
  const inputs: InputFile[] = [];
  for (const input of unbegun.inputs) {
    if (input.sizeBytes <= ALONG_MAX_BYTES) {
      inputs.push(input);
      continue;
    }
    unbegun.progress.at(STAGE.bringing);
    const content = await openAsBlob(input.path, { type: input.type });
    const file = new File([content], contentName(input), { type: input.type });
    try {
      const { uri } = await client.uploads.createEphemeral({ file });
      inputs.push({ ...input, address: uri });
    } catch (error) {
      return { ...failureOfSdk(error, judge), sent: 'no' };
    }
  }
  return { kind: 'brought', inputs };
}

async function run(assignment: Assignment): Promise<Answer> {
  const client = await clientOf(assignment);
  const body = await bodyOf(assignment);
  assignment.assertInTime();
  try {
    const said = await client.post(endpointOf(assignment), { body, signal: assignment.signal });
    const task = Submitted.safeParse(said);
    if (!task.success) return openFailure('provider_garbled');
    return { kind: 'submitted', taskId: task.data.id, pollAfterMs: definitionOf(assignment).pollMs };
  } catch (error) {
    return failureOfSdk(error, judge);
  }
}

async function poll(assignment: Assignment, taskId: string): Promise<Answer> {
  const client = await clientOf(assignment);
  const { patienceS, pollMs } = definitionOf(assignment);
  const again = (pollAfterMs: number) =>
    orGivenUp(assignment, { patienceS, answer: { kind: 'running', pollAfterMs } });
  let said: unknown;
  try {
    said = await client.get(`/v1/tasks/${encodeURIComponent(taskId)}`, { signal: assignment.signal });
  } catch (error) {
    const status = statusOfSdk(error);
    // What was called off is cleared away there; that it was not charged nobody says.
    if (status === 404 && assignment.wantsCancel)
      return paidInVain(assignment, { code: 'job_refused', why: 'cancelled' });
    const { fault, retryAfterMs } = failureOfSdk(error, judge);
    tellPollTrouble(assignment, fault, status);
    return again(retryAfterMs ?? AFTER_TROUBLE_MS);
  }
  const { data: task } = RunwayTask.safeParse(said);
  if (!task) {
    tellPollTrouble(assignment, { code: 'provider_garbled' }, null);
    return again(AFTER_TROUBLE_MS);
  }
  if (task.status === 'SUCCEEDED') return collect(assignment, task, again);
  const end = endOf(assignment, task);
  if (end) return end;
  if (assignment.wantsCancel) await client.tasks.delete(taskId).catch(() => undefined);
  assignment.progress.at(STAGE.atProvider, task.progress ?? null);
  return again(pollMs);
}

/** The addresses die within a day or two: everything is fetched at once. */
async function collect(
  assignment: Assignment,
  task: RunwayTask,
  again: (pollAfterMs: number) => Answer,
): Promise<Answer> {
  const actual = actualOf(assignment, task);
  const files: Made[] = [];
  assignment.progress.at(STAGE.downloading);
  for (const [index, url] of (task.output ?? []).entries()) {
    const came = await bringResult(assignment, { url, name: `result-${index}`, maxBytes: OUTPUT_MAX_BYTES });
    if (came.kind === 'made') files.push(came.made);
    else if (came.kind === 'gone') return paidInVain(assignment, { code: 'result_lost' }, actual);
    else {
      const answer = again(AFTER_TROUBLE_MS);
      return answer.kind === 'running' ? answer : paidInVain(assignment, { code: 'result_lost' }, actual);
    }
  }
  if (files.length === 0) return paidInVain(assignment, { code: 'provider_garbled' }, actual);
  return { kind: 'done', files, ...(actual === undefined ? {} : { actual }) };
}
