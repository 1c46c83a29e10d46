import type { EditWork } from '#shared/jobs/edit-work.ts';
import { needsPerson } from '#shared/jobs/needs-person.ts';
import type { GenerateWork } from '#shared/jobs/work.ts';
import type { Order } from '#shared/runner/protocol.ts';
import { STAGE } from '#shared/russian/runner-text.ts';
import {
  type Adapter,
  type Answer,
  type Assignment,
  type Failure,
  TooLateError,
  type Unbegun,
} from './adapters/adapter.ts';
import { findAdapter } from './adapters/adapters.ts';
import { unanswered } from './adapters/refusals.ts';
import type { JobContext } from './job-context.ts';
import { NotSentError } from './net/send-to.ts';
import type { Outcome } from './outcome.ts';
import { beginCall, notSent } from './paid-call.ts';
import { roomIsLeft } from './room.ts';

const RETRY_FIRST_MS = 5000;
const RETRY_MAX_MS = 5 * 60_000;
/** A sending whose fate is open is not tried in haste. */
const OPEN_AGAIN_MS = 30_000;
/** Nobody of an account is sent after one that was refused for the account itself; a person's word ends it sooner. */
const HOLD_FOR_PERSON_MS = 15 * 60_000;

/** Asks a provider, or goes on with what was asked before. */
export async function generate(context: JobContext, work: GenerateWork, edit?: EditWork): Promise<Outcome> {
  const { order, lease } = context;
  const { model, provider } = order;
  const adapter = provider && findAdapter(provider.adapter);
  if (!model || !provider || !adapter)
    return impossible(order, { code: 'tool_missing', tool: provider?.adapter ?? order.kind });
  const asks = order.step === 'run' || order.step === 'send_again';
  // What is at a provider is polled to its end, so that its price is known.
  if (asks && !order.openCall && lease.cancelled.aborted) return { says: 'release' };
  if (asks && !(await roomIsLeft(context.folder)) && !order.openCall)
    return {
      says: 'fail',
      body: { sent: 'no', fault: { code: 'disk_full' }, retry: 'snooze', retryAfterMs: 60_000 },
    };
  const assignment = {
    work,
    ...(edit && { edit }),
    model,
    provider,
    attempt: order.attempt,
    isSentAgain: order.step === 'send_again',
    folder: context.folder,
    signal: signalFor(context, adapter),
    wantsCancel: lease.cancelled.aborted,
    fetch: context.fetch,
    clock: context.clock,
    progress: context.progress,
    inputs: [],
    assertInTime: () => {},
  };
  return asks
    ? ask(context, adapter, assignment)
    : follow(context, adapter, { ...assignment, call: callOf(order) });
}

async function ask(
  context: JobContext,
  adapter: Adapter,
  unbegun: Omit<Assignment, 'call'>,
): Promise<Outcome> {
  const { order, progress, lease } = context;
  if (order.inputs.length > 0 && !adapter.isLocal) progress.at(STAGE.fetching);
  const inputs = await context.fetchInputs();
  if (!inputs.ok) return withoutInputs(order, inputs.outcome);
  const brought = await broughtTo(adapter, { ...unbegun, inputs: inputs.files });
  if (brought.kind === 'failed') return withoutInputs(order, unsent(order, brought));
  const begun = await beginCall({ ...context, signal: context.stopped });
  if ('says' in begun) return begun;
  const { call, assertInTime } = begun;
  if (!adapter.isLocal) progress.at(STAGE.sending);
  try {
    assertInTime();
    const answer = await adapter.run({ ...unbegun, inputs: brought.inputs, call, assertInTime });
    return outcomeOf(context, adapter, { answer, call });
  } catch (error) {
    if (error instanceof TooLateError) return notSent(call);
    if (error instanceof NotSentError)
      return outcomeOf(context, adapter, { answer: unanswered(error), call });
    if (adapter.isLocal && unbegun.signal.aborted) return brokenOff(context, call);
    context.log.error('adapter_failed', { job: order.job, reason: String(error) });
    const fault = { code: 'internal' } as const;
    const sent = adapter.isLocal ? 'yes' : 'maybe';
    return {
      says: 'fail',
      body: {
        call,
        sent,
        fault,
        retry: lease.cancelled.aborted ? 'never' : 'retry',
        retryAfterMs: OPEN_AGAIN_MS,
      },
    };
  }
}

async function broughtTo(adapter: Adapter, unbegun: Unbegun) {
  if (!adapter.bringInputs) return { kind: 'brought', inputs: unbegun.inputs } as const;
  try {
    return await adapter.bringInputs(unbegun);
  } catch (error) {
    return unanswered(error);
  }
}

/** Nothing was begun, whatever became of the question. */
function unsent({ attempt }: Order, { fault, retry, retryAfterMs, holdsAccount }: Failure): Outcome {
  const pauseMs = retryAfterMs ?? pauseAfter(attempt);
  const body = { sent: 'no', fault, retry, retryAfterMs: pauseMs } as const;
  return { says: 'fail', body: holdsAccount ? { ...body, holdsAccount } : body };
}

/** What it is made of cannot be had. A call that is open stays so, and is looked at again after a while. */
function withoutInputs({ openCall }: Order, outcome: Outcome): Outcome {
  if (!openCall || outcome.says !== 'fail') return outcome;
  return {
    says: 'fail',
    body: { ...outcome.body, call: openCall.id, sent: 'maybe', retry: 'retry', retryAfterMs: OPEN_AGAIN_MS },
  };
}

/** Work of our own was called off: certainly nothing is owed for it. */
function brokenOff({ lease }: JobContext, call: Assignment['call']): Outcome {
  if (!lease.cancelled.aborted) return { says: 'release' };
  const fault = { code: 'job_refused', why: 'cancelled' } as const;
  return { says: 'fail', body: { call, sent: 'yes', actual: 0, fault, retry: 'never' } };
}

/** Polls, or looks up, what was sent earlier. */
async function follow(context: JobContext, adapter: Adapter, assignment: Assignment): Promise<Outcome> {
  const { order, progress } = context;
  const taskId = order.openCall?.taskId;
  try {
    if (order.step === 'poll' && taskId && adapter.poll) {
      const answer = await adapter.poll(assignment, taskId);
      return outcomeOf(context, adapter, { answer, call: assignment.call });
    }
    if (order.step === 'look_up' && adapter.lookUp) {
      progress.at(STAGE.lookingUp);
      const answer = await adapter.lookUp(assignment);
      return outcomeOf(context, adapter, { answer, call: assignment.call });
    }
  } catch (error) {
    if (assignment.signal.aborted) return { says: 'release' };
    context.log.error('adapter_failed', { job: order.job, reason: String(error) });
  }
  return impossible(order, { code: 'internal' });
}

function outcomeOf(
  { order, lease }: JobContext,
  adapter: Adapter,
  { answer, call }: { answer: Answer; call: Assignment['call'] },
): Outcome {
  const { price } = order.model ?? {};
  const currency = price ? { currency: price.currency } : {};
  switch (answer.kind) {
    case 'done': {
      const { files, text, actual } = answer;
      const body = {
        call,
        ...(text === undefined ? {} : { text }),
        ...(actual === undefined ? {} : { actual, ...currency }),
      };
      return { says: 'complete', made: files, body };
    }
    case 'submitted':
      return { says: 'submitted', body: { call, taskId: answer.taskId, pollAfterMs: answer.pollAfterMs } };
    case 'running':
      // A look-up that finds it at work without a name is asked again, as a poll is.
      return { says: 'call/still-running', body: { pollAfterMs: answer.pollAfterMs } };
    case 'not_found':
      return { says: 'call/not-found', body: { call } };
    case 'failed': {
      const { kind: _, ...failure } = answer;
      const isOpen = order.step === 'send_again' && failure.sent !== 'yes' && !adapter.isLocal;
      const retry = lease.cancelled.aborted ? 'never' : failure.retry;
      const pauseMs = isOpen ? OPEN_AGAIN_MS : pauseAfter(order.attempt);
      const hold =
        needsPerson(failure.fault) && !adapter.isLocal
          ? { holdsAccount: true, retryAfterMs: HOLD_FOR_PERSON_MS }
          : {};
      return {
        says: 'fail',
        body: {
          ...failure,
          ...(failure.actual === undefined ? {} : currency),
          call,
          retry,
          retryAfterMs: failure.retryAfterMs ?? pauseMs,
          ...hold,
        },
      };
    }
  }
}

/** Nothing here can do it. With a call open nobody knows its fate; without one the job is over. */
function impossible(
  { openCall }: Order,
  fault: { code: 'internal' } | { code: 'tool_missing'; tool: string },
): Outcome {
  if (!openCall) return { says: 'fail', body: { sent: 'no', fault, retry: 'never' } };
  const pause = { retry: 'retry', retryAfterMs: OPEN_AGAIN_MS } as const;
  return { says: 'fail', body: { call: openCall.id, sent: 'maybe', fault, ...pause } };
}

/** A request for money that is out is heard to its end; everything else stops when it should. */
function signalFor({ order, lease, stopped, killed }: JobContext, { isLocal }: Adapter): AbortSignal {
  if (isLocal) return AbortSignal.any([lease.lost, lease.cancelled, stopped]);
  const asks = order.step === 'run' || order.step === 'send_again';
  return asks ? killed : AbortSignal.any([lease.lost, stopped]);
}

function callOf({ openCall }: Order): Assignment['call'] {
  if (!openCall) throw new Error('a step without its call');
  return openCall.id;
}

function pauseAfter(attempt: number): number {
  return Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.max(0, attempt - 1));
}
