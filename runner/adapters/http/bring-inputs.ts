import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import type { UploadDefinition } from '#shared/catalogue/upload-definition.ts';
import { STAGE } from '#shared/russian/runner-text.ts';
import { type Failure, type InputFile, UnaskableError, type Unbegun } from '../adapter.ts';
import { contentName } from '../content-name.ts';
import { openFailure, unaskable } from '../refusals.ts';
import { type Asked, askProvider } from './ask-provider.ts';
import { headersOf, type Talk, talkOf } from './talk.ts';
import { fillJson, fillPath, type Values, valueAt } from './template.ts';

const ADDRESS_MAX_CHARS = 4000;
const FormFields = z.record(z.string(), z.union([z.string(), z.number()]));

type Brought = { kind: 'brought'; inputs: InputFile[] };
type Wanted = { unbegun: Unbegun; talk: Talk; upload: UploadDefinition };

/** Brings content to the provider as its row says, before anything is paid. What goes wrong here costs nothing. */
export async function bringInputs(unbegun: Unbegun): Promise<Brought | Failure> {
  const talk = talkOf(unbegun);
  const upload = talk?.definition.upload;
  if (!talk || !upload) return { kind: 'brought', inputs: unbegun.inputs };
  const inputs: InputFile[] = [];
  for (const input of unbegun.inputs) {
    if (input.sizeBytes <= upload.aboveBytes) {
      inputs.push(input);
      continue;
    }
    if (input.sizeBytes > upload.maxBytes) return unaskable(`${Math.ceil(input.sizeBytes / 1024 ** 2)} MB`);
    unbegun.progress.at(STAGE.bringing);
    const address = await bring({ unbegun, talk, upload }, input);
    if (typeof address !== 'string') return { ...address, sent: 'no' };
    inputs.push({ ...input, address });
  }
  return { kind: 'brought', inputs };
}

async function bring(wanted: Wanted, input: InputFile): Promise<string | Failure> {
  const { ask, send, address } = wanted.upload;
  const values: Values = { name: contentName(input), type: input.type, size: input.sizeBytes };
  const place = ask && (await askForPlace(wanted, { ask, values, input }));
  if (place && !place.ok) return place.failure;
  const sent = send && (await sendContent(wanted, { send, values, input, place: place?.json }));
  if (sent && !sent.ok) return sent.failure;
  const said = valueAt(place ? place.json : sent?.json, address);
  const isAddress = typeof said === 'string' && said.length > 0 && said.length <= ADDRESS_MAX_CHARS;
  return isAddress ? said : openFailure('provider_garbled');
}

async function askForPlace(
  wanted: Wanted,
  { ask, values, input }: { ask: NonNullable<UploadDefinition['ask']>; values: Values; input: InputFile },
): Promise<Asked> {
  const isInside = JSON.stringify(ask.body ?? null).includes('{content}');
  const content = isInside ? { content: (await readFile(input.path)).toString('base64') } : {};
  const body = JSON.stringify(fillJson(ask.body ?? {}, { ...values, ...content }));
  const headers = headersOf(wanted.unbegun, wanted.talk.definition);
  headers.set('content-type', 'application/json');
  return request(wanted, baseOf(wanted) + fillPath(ask.path, values), { method: ask.method, headers, body });
}

async function sendContent(
  wanted: Wanted,
  {
    send,
    values,
    input,
    place,
  }: {
    send: NonNullable<UploadDefinition['send']>;
    values: Values;
    input: InputFile;
    place: unknown;
  },
): Promise<Asked> {
  const isOwn = 'path' in send.place;
  const url =
    'path' in send.place ? baseOf(wanted) + fillPath(send.place.path, values) : valueAt(place, send.place.at);
  // What it says of the place is no address: nothing was sent, and nothing is paid.
  if (typeof url !== 'string') return { ok: false, failure: openFailure('provider_garbled'), status: null };
  // An address that was signed for one sending lies anywhere: the key is not shown there.
  const headers = isOwn ? headersOf(wanted.unbegun, wanted.talk.definition) : new Headers();
  for (const [name, value] of Object.entries(send.headers ?? {})) headers.set(name, value);
  const content = await openAsBlob(input.path, { type: input.type });
  if (send.as === 'bytes') headers.set('content-type', input.type);
  const body = send.as === 'bytes' ? content : formOf(send, { values, place, content });
  const said = await request(wanted, url, { method: send.method, headers, body });
  if (said.ok) return said;
  // Storage often answers with nothing, or in its own tongue.
  const { status, failure } = said;
  const isDone =
    status !== null && status >= 200 && status < 300 && failure.fault.code === 'provider_garbled';
  return isDone ? { ok: true, json: undefined } : said;
}

/** Other fields come first: storage reads nothing after the file. */
function formOf(
  { field, fields }: NonNullable<UploadDefinition['send']>,
  { values, place, content }: { values: Values; place: unknown; content: Blob },
): FormData {
  const form = new FormData();
  const others = FormFields.safeParse(fields === undefined ? {} : valueAt(place, fields));
  for (const [name, value] of Object.entries(others.data ?? {})) form.set(name, String(value));
  form.set(field, content, String(values.name));
  return form;
}

function request({ unbegun, talk, upload }: Wanted, url: string, init: RequestInit): Promise<Asked> {
  const { fetch, signal } = unbegun;
  const { refusals } = talk.definition;
  return askProvider(url, { fetch, init, signal, refusals, withinMs: upload.withinS * 1000 });
}

/** Judged when the row was taken in, and at every request. */
function baseOf({ talk, upload }: Wanted): string {
  const base = upload.base?.replace(/\/+$/, '') ?? talk.base;
  if (!URL.canParse(base)) throw new UnaskableError('upload/base');
  return base;
}
