import type OpenAI from 'openai';
import * as z from 'zod/mini';
import { findAnswerProblem } from '#shared/catalogue/check-answer.ts';
import type { Fault } from '#shared/fault.ts';
import type { Answer, Assignment } from '../adapter.ts';
import { contentAddress } from '../content-address.ts';
import { inputsInRole, modelOf, plainParams } from '../named-inputs.ts';
import { paidInVain } from '../paid-in-vain.ts';
import { openFailure, shortReason } from '../refusals.ts';
import { statusOfSdk } from '../sdk-failure.ts';
import { askOnce, definitionOf } from './client.ts';
import { actualOf } from './usage.ts';

const TEXT_MAX_CHARS = 200_000;

/** What a model has written: the text, or why there is none. */
type Written = ({ text: string } | { refusal: string } | { cut: string }) & { actual: number | undefined };

/** Words out of words and pictures; with a schema for the answer the answer is held against it here too. */
export async function writeText(assignment: Assignment): Promise<Answer> {
  const pictures = await Promise.all(
    inputsInRole(assignment, 'reference').map((file) => contentAddress(file)),
  );
  const ask = definitionOf(assignment).api === 'chat' ? askChat : askResponses;
  return askOnce(assignment, async (client) => {
    const written = await ask(client, assignment, pictures);
    if (!written) return openFailure('provider_garbled');
    const { actual } = written;
    const inVain = (fault: Fault) => paidInVain(assignment, fault, actual);
    if ('refusal' in written)
      return inVain({ code: 'provider_refused_content', reason: shortReason(written.refusal) });
    if ('cut' in written)
      return inVain({ code: 'provider_refused_request', reason: shortReason(written.cut) });
    const schema = answerSchemaOf(assignment);
    // A remark's answer is paid for and may be of use in another form: whoever reads it decides.
    const problem = schema && !assignment.edit && findAnswerProblem(schema, written.text);
    if (problem) return inVain({ code: 'provider_garbled' });
    const text = written.text.slice(0, TEXT_MAX_CHARS);
    return { kind: 'done', files: [], text, ...(actual === undefined ? {} : { actual }) };
  });
}

const Responses = z.object({
  status: z.optional(z.string()),
  incomplete_details: z.optional(z.nullable(z.object({ reason: z.optional(z.string()) }))),
  output: z.array(
    z.object({
      type: z.string(),
      content: z.optional(
        z.array(
          z.object({ type: z.string(), text: z.optional(z.string()), refusal: z.optional(z.string()) }),
        ),
      ),
    }),
  ),
});

async function askResponses(
  client: OpenAI,
  assignment: Assignment,
  pictures: string[],
): Promise<Written | undefined> {
  const schema = answerSchemaOf(assignment);
  const { text } = assignment.work;
  const words = { type: 'input_text', text };
  const images = pictures.map((image_url) => ({ type: 'input_image', detail: 'auto', image_url }));
  const body = {
    ...plainParams(assignment),
    model: modelOf(assignment),
    store: false,
    input: images.length > 0 ? [{ type: 'message', role: 'user', content: [words, ...images] }] : text,
    ...(schema ? { text: { format: { type: 'json_schema', name: 'answer', strict: true, schema } } } : {}),
  };
  const answer = await client.post('/responses', { body, signal: assignment.signal });
  const { data: said } = Responses.safeParse(answer);
  if (!said) return undefined;
  const actual = actualOf(assignment, answer);
  const parts = said.output.flatMap(({ type, content = [] }) => (type === 'message' ? content : []));
  const refusal = parts.find((part) => part.refusal)?.refusal;
  if (refusal) return { refusal, actual };
  const cut = said.incomplete_details?.reason;
  if (said.status === 'incomplete')
    return cut === 'content_filter' ? { refusal: cut, actual } : { cut: cut ?? '', actual };
  const written = parts.map((part) => part.text ?? '').join('');
  return said.status === 'failed' || written === '' ? undefined : { text: written, actual };
}

const Chat = z.object({
  choices: z.array(
    z.object({
      finish_reason: z.optional(z.nullable(z.string())),
      message: z.object({
        content: z.optional(z.nullable(z.string())),
        refusal: z.optional(z.nullable(z.string())),
      }),
    }),
  ),
});

async function askChat(
  client: OpenAI,
  assignment: Assignment,
  pictures: string[],
): Promise<Written | undefined> {
  const schema = answerSchemaOf(assignment);
  const images = pictures.map((url) => ({ type: 'image_url', image_url: { url } }));
  const { text } = assignment.work;
  const body = {
    ...plainParams(assignment),
    model: modelOf(assignment),
    // Small servers know plain words only.
    messages: [{ role: 'user', content: images.length > 0 ? [{ type: 'text', text }, ...images] : text }],
  };
  const answer = await askInForm(client, assignment, { body, forms: schema ? formsFor(schema) : [{}] });
  const choice = Chat.safeParse(answer).data?.choices[0];
  if (!choice) return undefined;
  const { message, finish_reason } = choice;
  const actual = actualOf(assignment, answer);
  if (message.refusal) return { refusal: message.refusal, actual };
  if (finish_reason === 'content_filter') return { refusal: finish_reason, actual };
  if (finish_reason === 'length') return { cut: finish_reason, actual };
  return message.content ? { text: message.content, actual } : undefined;
}

/** From the strictest to plain words: small servers know only some of them, and say so without taking money. */
function formsFor(schema: Record<string, unknown>): object[] {
  return [
    { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } },
    { response_format: { type: 'json_object' } },
    {},
  ];
}

async function askInForm(
  client: OpenAI,
  assignment: Assignment,
  { body, forms: [form, ...looser] }: { body: object; forms: object[] },
): Promise<unknown> {
  try {
    return await client.post('/chat/completions', {
      body: { ...body, ...form },
      signal: assignment.signal,
    });
  } catch (error) {
    if (looser.length === 0 || !isRefusedForm(error) || isTooLate(assignment)) throw error;
    return askInForm(client, assignment, { body, forms: looser });
  }
}

function isRefusedForm(error: unknown): boolean {
  const status = statusOfSdk(error);
  if (status !== 400 && status !== 422) return false;
  return (
    error instanceof Error && /response_format|json_schema|json_object|schema|grammar/i.test(error.message)
  );
}

function isTooLate(assignment: Assignment): boolean {
  try {
    assignment.assertInTime();
    return false;
  } catch {
    return true;
  }
}

/** The model's row says what its answers look like. */
function answerSchemaOf({ model }: Assignment): Record<string, unknown> | undefined {
  return z.record(z.string(), z.unknown()).safeParse(model.schema['x-answer']).data;
}
