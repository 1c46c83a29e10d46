import { STAGE } from '#shared/russian/runner-text.ts';
import type { Adapter, Answer, Assignment } from '../adapter.ts';
import { modelOf } from '../named-inputs.ts';
import { orGivenUp, paidInVain } from '../paid-in-vain.ts';
import { tellPollTrouble } from '../poll-trouble.ts';
import { openFailure, shortReason, unaskable } from '../refusals.ts';
import { type Asked, askProvider, fits } from './ask-provider.ts';
import { bringInputs } from './bring-inputs.ts';
import { actualIn, collect } from './collect.ts';
import {
  addressOf,
  askFreely,
  headersOf,
  idIn,
  placeOf,
  type Talk,
  talkOf,
  taskValues,
  valuesOf,
} from './talk.ts';
import { fillJson, fillPath, valueAt } from './template.ts';

const POLL_AGAIN_MS = 15_000;
const LEAST_PAUSE_MS = 1000;

/** Any provider that takes JSON and answers with JSON, as its row in the catalogue tells. */
export const http: Adapter = { isLocal: false, bringInputs, run, poll, lookUp };

async function run(assignment: Assignment): Promise<Answer> {
  const talk = talkOf(assignment);
  if (!talk) return unaskable('definition');
  const { submit, idempotencyHeader, refusals } = talk.definition;
  const values = await valuesOf(assignment, talk);
  const body = JSON.stringify(fillJson(submit.body ?? {}, values));
  const headers = headersOf(assignment, talk.definition);
  headers.set('content-type', 'application/json');
  if (idempotencyHeader) headers.set(idempotencyHeader, assignment.call);
  assignment.assertInTime();
  const asked = await askProvider(talk.base + fillPath(submit.path, values), {
    fetch: assignment.fetch,
    init: { method: submit.method, headers, body },
    withinMs: submit.withinS * 1000,
    signal: assignment.signal,
    refusals,
  });
  if (!asked.ok) return assignment.isSentAgain ? careful(asked, assignment) : asked.failure;
  if (!talk.definition.taskId) return collect(assignment, talk, { json: asked.json, again: undefined });
  const taskId = idIn(asked.json, talk.definition.taskId);
  const pollAfterMs = talk.definition.poll?.afterMs ?? POLL_AGAIN_MS;
  return taskId ? { kind: 'submitted', taskId, pollAfterMs } : openFailure('provider_garbled');
}

/**
 * A refusal of a second sending says nothing of the first, unless it is about what was asked: under one key the
 * provider judges that only once. With content that was brought anew it may only be that the words are not the same.
 */
function careful({ failure }: Extract<Asked, { ok: false }>, { inputs }: Assignment): Answer {
  const { code } = failure.fault;
  const isTheSame = inputs.every(({ address }) => address === undefined);
  if (code === 'provider_refused_content' || (code === 'provider_refused_request' && isTheSame))
    return failure;
  return { ...failure, sent: failure.sent === 'yes' ? 'no' : failure.sent };
}

async function poll(assignment: Assignment, taskId: string): Promise<Answer> {
  const talk = talkOf(assignment);
  const told = talk?.definition.poll;
  const url = talk && told && addressOf(talk, told.path, taskValues(assignment, taskId));
  if (!talk || !told || !url) return { kind: 'running', pollAfterMs: 10 * POLL_AGAIN_MS };
  const asked = await askFreely(assignment, talk, { url });
  if (!asked.ok) return inTrouble(assignment, talk, asked);
  const status = String(valueAt(asked.json, told.status) ?? '').toLowerCase();
  const says = (words: string[]) => words.some((word) => word.toLowerCase() === status);
  if (says(told.done)) return finish(assignment, talk, { json: asked.json, taskId });
  if (says(told.failed)) return refusedWork(talk, asked.json);
  if (assignment.wantsCancel) await callOff(assignment, talk, { json: asked.json, taskId });
  const progress = Number(valueAt(asked.json, told.progress ?? '/-') ?? Number.NaN);
  assignment.progress.at(STAGE.atProvider, Number.isFinite(progress) ? progress / told.progressMax : null);
  return stillRunning(assignment, talk, told.afterMs);
}

/** The answer that says «done» may have the result, or say where it lies. */
async function finish(
  assignment: Assignment,
  talk: Talk,
  { json, taskId }: { json: unknown; taskId: string },
): Promise<Answer> {
  const { result, refusals } = talk.definition;
  const again: Answer = { kind: 'running', pollAfterMs: afterTrouble(talk) };
  if (!result) return collect(assignment, talk, { json, again });
  const url = placeOf(talk, result, { json, values: taskValues(assignment, taskId) });
  if (!url) return paidInVain(assignment, { code: 'provider_garbled' });
  const asked = await askFreely(assignment, talk, { url, refusals });
  if (asked.ok) return collect(assignment, talk, { json: asked.json, again });
  if (asked.status === 404 || asked.status === 410) return paidInVain(assignment, { code: 'result_lost' });
  const { code } = asked.failure.fault;
  const isVerdict = code === 'provider_refused_content' || code === 'provider_refused_request';
  return isVerdict ? asked.failure : inTrouble(assignment, talk, asked);
}

/** Whatever a poll is answered, the task goes on: only its own words end it. */
function inTrouble(assignment: Assignment, talk: Talk, asked: Extract<Asked, { ok: false }>): Answer {
  const { fault, retryAfterMs } = asked.failure;
  tellPollTrouble(assignment, fault, asked.status);
  return stillRunning(assignment, talk, retryAfterMs ?? afterTrouble(talk));
}

function stillRunning(assignment: Assignment, { definition }: Talk, pollAfterMs: number): Answer {
  const { patienceS } = definition;
  return orGivenUp(assignment, { patienceS, answer: { kind: 'running', pollAfterMs } });
}

/** Twice the usual pause: whatever it was may need a moment. */
function afterTrouble({ definition }: Talk): number {
  return Math.max(LEAST_PAUSE_MS, 2 * (definition.poll?.afterMs ?? POLL_AGAIN_MS));
}

/** Whether it heard that shows in its next words. */
async function callOff(
  assignment: Assignment,
  talk: Talk,
  { json, taskId }: { json: unknown; taskId: string },
): Promise<void> {
  const { cancel } = talk.definition;
  const url = cancel && placeOf(talk, cancel.place, { json, values: taskValues(assignment, taskId) });
  if (cancel && url) await askFreely(assignment, talk, { url, method: cancel.method });
}

function refusedWork({ definition }: Talk, json: unknown): Answer {
  const { poll: told, refusals, cost } = definition;
  const reason = told?.reason === undefined ? '' : shortReason(valueAt(json, told.reason));
  const rule = refusals.find(
    (one) => one.at !== undefined && fits({ ...one, status: undefined }, { status: 200, json }),
  );
  const actual = actualIn(json, cost);
  const known = { kind: 'failed', sent: 'yes', ...(actual === undefined ? {} : { actual }) } as const;
  if (rule?.fault === 'provider_refused_content' || (!rule && reason))
    return { ...known, fault: { code: 'provider_refused_content', reason }, retry: 'never' };
  if (rule?.fault === 'provider_refused_request')
    return { ...known, fault: { code: 'provider_refused_request', reason }, retry: 'never' };
  return { ...known, fault: { code: 'provider_failed' }, retry: 'retry' };
}

async function lookUp(assignment: Assignment): Promise<Answer> {
  const talk = talkOf(assignment);
  const told = talk?.definition.lookUp;
  if (!talk || !told) return openFailure('outcome_unknown');
  const url =
    talk.base + fillPath(told.path, { call: assignment.call, taskId: '', model: modelOf(assignment) });
  const asked = await askFreely(assignment, talk, { url });
  if (!asked.ok && (asked.status === 404 || asked.status === 410)) return { kind: 'not_found' };
  if (!asked.ok) return { ...asked.failure, sent: 'maybe', holdsAccount: false, retry: 'retry' };
  const taskId = idIn(asked.json, told.taskId);
  return taskId ? { kind: 'submitted', taskId, pollAfterMs: 0 } : { kind: 'not_found' };
}
