import { readFile } from 'node:fs/promises';
import { HttpDefinition } from '#shared/catalogue/http-definition.ts';
import { priceOf } from '#shared/catalogue/price-of.ts';
import type { Fault } from '#shared/fault.ts';
import { downloadTroubleText, pollTroubleText, STAGE } from '#shared/russian/runner-text.ts';
import type { Adapter, Answer, Assignment, Made } from '../adapter.ts';
import { type Asked, askProvider } from './ask-provider.ts';
import { download } from './download.ts';
import { fillJson, fillPath, type Values, valueAt } from './template.ts';

const POLL_WITHIN_MS = 30_000;
const DOWNLOAD_TRIES = 4;
const DOWNLOAD_AGAIN_MS = 2000;
const POLL_AGAIN_MS = 15_000;
const LEAST_PAUSE_MS = 1000;
const INPUT_MAX_BYTES = 50 * 1024 ** 2;
const REASON_MAX_CHARS = 300;
const ULID_TIME_DIGITS = 10;

/** Any provider that takes JSON and answers with JSON, as its row in the catalogue tells. */
export const http: Adapter = { isLocal: false, run, poll, lookUp };

type Talk = { definition: HttpDefinition; base: string; origin: string };

async function run(assignment: Assignment): Promise<Answer> {
  const talk = talkOf(assignment);
  if (!talk) return unspeakable();
  const { submit, idempotencyHeader } = talk.definition;
  const values = await valuesOf(assignment);
  const body = JSON.stringify(fillJson(submit.body ?? {}, values));
  const headers = headersOf(assignment, talk.definition);
  headers.set('content-type', 'application/json');
  if (idempotencyHeader) headers.set(idempotencyHeader, assignment.call);
  assignment.assertInTime();
  const asked = await askProvider(talk.base + fillPath(submit.path, values), {
    init: { method: submit.method, headers, body },
    withinMs: submit.withinS * 1000,
    signal: assignment.signal,
    definition: talk.definition,
  });
  if (!asked.ok) return assignment.isSentAgain ? careful(asked) : asked.failure;
  if (!talk.definition.taskId) return collect(assignment, talk, asked.json);
  const taskId = idIn(asked.json, talk.definition.taskId);
  const pollAfterMs = talk.definition.poll?.afterMs ?? POLL_AGAIN_MS;
  if (taskId) return { kind: 'submitted', taskId, pollAfterMs };
  return { kind: 'failed', sent: 'maybe', fault: { code: 'provider_garbled' }, retry: 'retry' };
}

/**
 * A refusal of a second sending says nothing of the first, unless it is about what was asked: under one key the
 * provider judges that only once.
 */
function careful({ failure }: Extract<Asked, { ok: false }>): Answer {
  const { code } = failure.fault;
  if (code === 'provider_refused_content' || code === 'provider_refused_request') return failure;
  return { ...failure, sent: failure.sent === 'yes' ? 'no' : failure.sent };
}

async function poll(assignment: Assignment, taskId: string): Promise<Answer> {
  const talk = talkOf(assignment);
  const told = talk?.definition.poll;
  if (!talk || !told) return { kind: 'running', pollAfterMs: 10 * POLL_AGAIN_MS };
  const again = (pollAfterMs: number) => orGivenUp(assignment, talk, { kind: 'running', pollAfterMs });
  const asked = await ask(assignment, talk, told.path, taskId);
  if (!asked.ok) {
    // Whatever a poll is answered, the task goes on: only its own words end it.
    const { fault, retryAfterMs } = asked.failure;
    assignment.progress.line(pollTroubleText(fault, asked.status));
    return again(retryAfterMs ?? afterTrouble(talk));
  }
  const status = String(valueAt(asked.json, told.status) ?? '');
  if (told.done.includes(status)) return collect(assignment, talk, asked.json);
  if (told.failed.includes(status)) return refusedWork(talk, asked.json);
  const progress = Number(valueAt(asked.json, told.progress ?? '/-') ?? Number.NaN);
  assignment.progress.at(STAGE.atProvider, Number.isFinite(progress) ? progress / told.progressMax : null);
  return again(told.afterMs);
}

/** Twice the usual pause: whatever it was may need a moment. */
function afterTrouble({ definition }: Talk): number {
  return Math.max(LEAST_PAUSE_MS, 2 * (definition.poll?.afterMs ?? POLL_AGAIN_MS));
}

/** A task that never ends is given up in the end, and counts as paid: nobody can say that it was not. */
function orGivenUp({ call, model, work }: Assignment, { definition }: Talk, answer: Answer): Answer {
  if (Date.now() - begunAtMs(call) < definition.patienceS * 1000) return answer;
  const actual = priceOf(model.price, model.schema, work)?.amount ?? 0;
  return { kind: 'failed', sent: 'yes', actual, fault: { code: 'provider_timed_out' }, retry: 'never' };
}

async function lookUp(assignment: Assignment): Promise<Answer> {
  const talk = talkOf(assignment);
  const told = talk?.definition.lookUp;
  if (!talk || !told)
    return { kind: 'failed', sent: 'maybe', fault: { code: 'outcome_unknown' }, retry: 'retry' };
  const asked = await ask(assignment, talk, told.path, '');
  if (!asked.ok && (asked.status === 404 || asked.status === 410)) return { kind: 'not_found' };
  if (!asked.ok) return { ...asked.failure, sent: 'maybe', holdsAccount: false, retry: 'retry' };
  const taskId = idIn(asked.json, told.taskId);
  return taskId ? { kind: 'submitted', taskId, pollAfterMs: 0 } : { kind: 'not_found' };
}

async function ask(assignment: Assignment, talk: Talk, path: string, taskId: string): Promise<Asked> {
  const values = { call: assignment.call, taskId, model: modelOf(assignment) };
  return askProvider(talk.base + fillPath(path, values), {
    init: { method: 'GET', headers: headersOf(assignment, talk.definition) },
    withinMs: POLL_WITHIN_MS,
    signal: assignment.signal,
    definition: { ...talk.definition, refusals: [] },
  });
}

/** It is done and paid for: what came out is brought here, as often as it takes. */
async function collect(assignment: Assignment, talk: Talk, json: unknown): Promise<Answer> {
  const { outputs, cost, taskId } = talk.definition;
  const charged = Number(valueAt(json, cost?.at ?? '/-') ?? Number.NaN);
  const counted = cost && charged >= 0 ? Math.round(charged * cost.millionths) : undefined;
  // A sum that no ledger can hold is nonsense, and no reason to lose the result.
  const actual = Number.isSafeInteger(counted) ? counted : undefined;
  const spent = actual === undefined ? {} : { actual };
  const text = outputs.text === undefined ? undefined : valueAt(json, outputs.text);
  const files: Made[] = [];
  assignment.progress.at(STAGE.downloading);
  for (const [index, url] of addressesIn(json, outputs).entries()) {
    const made = await bring(assignment, { talk, url, name: `result-${index}` });
    if (made.kind === 'made') files.push(made.made);
    // It can be asked for again without paying again.
    else if (made.kind === 'again' && taskId)
      return orGivenUp(assignment, talk, { kind: 'running', pollAfterMs: afterTrouble(talk) });
    else return paidInVain(assignment, { ...spent, fault: { code: 'result_lost' } });
  }
  if (files.length === 0 && typeof text !== 'string')
    return paidInVain(assignment, { ...spent, fault: { code: 'provider_garbled' } });
  return {
    kind: 'done',
    files,
    ...spent,
    ...(typeof text === 'string' ? { text: text.slice(0, 200_000) } : {}),
  };
}

function paidInVain(
  { model, work }: Assignment,
  { actual, fault }: { actual?: number; fault: Fault },
): Answer {
  const taken = actual ?? priceOf(model.price, model.schema, work)?.amount ?? 0;
  return { kind: 'failed', sent: 'yes', actual: taken, fault, retry: 'never' };
}

async function bring(assignment: Assignment, { talk, url, name }: { talk: Talk; url: string; name: string }) {
  const { folder, signal, clock, progress } = assignment;
  const { maxBytes } = talk.definition.outputs;
  for (let tries = 1; ; tries++) {
    const came = await download({ url, origin: talk.origin, folder, name, maxBytes, signal });
    if (came.kind !== 'again') return came;
    progress.line(downloadTroubleText(came.reason, tries));
    if (tries >= DOWNLOAD_TRIES) return came;
    await clock.wait(DOWNLOAD_AGAIN_MS * tries, signal);
    signal.throwIfAborted();
  }
}

function refusedWork({ definition }: Talk, json: unknown): Answer {
  const said = definition.poll?.reason === undefined ? undefined : valueAt(json, definition.poll.reason);
  const reason = typeof said === 'string' ? said.slice(0, REASON_MAX_CHARS) : '';
  const rule = definition.refusals.find(
    ({ at, is }) => at && is && String(valueAt(json, at) ?? '').includes(is),
  );
  if (rule?.fault === 'provider_refused_content' || (!rule && reason))
    return {
      kind: 'failed',
      sent: 'yes',
      fault: { code: 'provider_refused_content', reason },
      retry: 'never',
    };
  return { kind: 'failed', sent: 'yes', fault: { code: 'provider_failed' }, retry: 'retry' };
}

function addressesIn(json: unknown, { files, url }: HttpDefinition['outputs']): string[] {
  if (files === undefined) return [];
  const found = valueAt(json, files);
  return (Array.isArray(found) ? found : [found])
    .map((item) => (url === undefined ? item : valueAt(item, url)))
    .filter((item) => typeof item === 'string')
    .slice(0, 64);
}

function talkOf({ provider }: Assignment): Talk | undefined {
  const definition = HttpDefinition.safeParse(provider.definition);
  const base = provider.baseUrl?.replace(/\/+$/, '') ?? '';
  if (!definition.success || !/^https?:\/\//.test(base) || !URL.canParse(base)) return undefined;
  return { definition: definition.data, base, origin: new URL(base).origin };
}

function unspeakable(): Answer {
  return {
    kind: 'failed',
    sent: 'no',
    fault: { code: 'provider_refused_request', reason: 'definition' },
    retry: 'never',
  };
}

function headersOf({ provider }: Assignment, { key, headers = {} }: HttpDefinition): Headers {
  const all = new Headers({ accept: 'application/json', ...headers });
  if (key && provider.secret) all.set(key.header, key.prefix + provider.secret);
  return all;
}

async function valuesOf(assignment: Assignment): Promise<Values> {
  const { work, call, inputs } = assignment;
  const values: Values = { prompt: work.text, call, model: modelOf(assignment) };
  for (const [name, value] of Object.entries(work.params)) {
    values[`param.${name}`] = value;
    const named = inputs.filter(({ asset }) =>
      Array.isArray(value) ? value.includes(asset) : value === asset,
    );
    if (named.length === 0) continue;
    const contents = await Promise.all(named.map(asContentAddress));
    values[`param.${name}`] = Array.isArray(value) ? contents : contents[0];
  }
  return values;
}

/** Sent along: no provider can fetch anything from this machine. */
async function asContentAddress({ path, type, sizeBytes }: Assignment['inputs'][number]): Promise<string> {
  if (sizeBytes > INPUT_MAX_BYTES) throw new Error('an input is too long to be sent along');
  return `data:${type};base64,${(await readFile(path)).toString('base64')}`;
}

/** The provider's own name for the model. */
function modelOf({ model }: Assignment): string {
  return model.id.slice(model.id.indexOf('/') + 1);
}

function idIn(json: unknown, pointer: string): string | undefined {
  const id = valueAt(json, pointer);
  const text = typeof id === 'number' ? String(id) : id;
  return typeof text === 'string' && text.length > 0 && text.length <= 500 ? text : undefined;
}

/** The beginning of a ULID is a time. */
function begunAtMs(call: string): number {
  return [...call.slice(0, ULID_TIME_DIGITS)].reduce(
    (ms, digit) => ms * 32 + '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(digit),
    0,
  );
}
