import type OpenAI from 'openai';
import * as z from 'zod/mini';
import { findAnswerProblem } from '#shared/catalogue/check-answer.ts';
import type { Answer, Assignment } from '../adapter.ts';
import { contentAddress } from '../content-address.ts';
import { inputsInRole, modelOf, plainParams } from '../named-inputs.ts';
import { paidInVain } from '../paid-in-vain.ts';
import { openFailure, shortReason } from '../refusals.ts';
import { askOnce, definitionOf } from './client.ts';

const TEXT_MAX_CHARS = 200_000;

/** What a model has written: the text, or why there is none. */
type Written = { text: string } | { refusal: string } | { cut: string } | undefined;

/** Words out of words and pictures; with a schema for the answer the answer is held against it here too. */
export async function writeText(assignment: Assignment): Promise<Answer> {
  const pictures = await Promise.all(
    inputsInRole(assignment, 'reference').map((file) => contentAddress(file)),
  );
  const ask = definitionOf(assignment).api === 'chat' ? askChat : askResponses;
  return askOnce(assignment, async (client) => {
    const written = await ask(client, assignment, pictures);
    if (!written) return openFailure('provider_garbled');
    if ('refusal' in written)
      return paidInVain(assignment, {
        code: 'provider_refused_content',
        reason: shortReason(written.refusal),
      });
    if ('cut' in written)
      return paidInVain(assignment, { code: 'provider_refused_request', reason: shortReason(written.cut) });
    const schema = answerSchemaOf(assignment);
    const problem = schema && findAnswerProblem(schema, written.text);
    if (problem !== undefined) return paidInVain(assignment, { code: 'provider_garbled' });
    return { kind: 'done', files: [], text: written.text.slice(0, TEXT_MAX_CHARS) };
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

async function askResponses(client: OpenAI, assignment: Assignment, pictures: string[]): Promise<Written> {
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
  const { data: said } = Responses.safeParse(
    await client.post('/responses', { body, signal: assignment.signal }),
  );
  if (!said) return undefined;
  const parts = said.output.flatMap(({ type, content = [] }) => (type === 'message' ? content : []));
  const refusal = parts.find((part) => part.refusal)?.refusal;
  if (refusal) return { refusal };
  const cut = said.incomplete_details?.reason;
  if (said.status === 'incomplete') return cut === 'content_filter' ? { refusal: cut } : { cut: cut ?? '' };
  const written = parts.map((part) => part.text ?? '').join('');
  return said.status === 'failed' || written === '' ? undefined : { text: written };
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

async function askChat(client: OpenAI, assignment: Assignment, pictures: string[]): Promise<Written> {
  const schema = answerSchemaOf(assignment);
  const images = pictures.map((url) => ({ type: 'image_url', image_url: { url } }));
  const { text } = assignment.work;
  const body = {
    ...plainParams(assignment),
    model: modelOf(assignment),
    // Small servers know plain words only.
    messages: [{ role: 'user', content: images.length > 0 ? [{ type: 'text', text }, ...images] : text }],
    ...(schema
      ? { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } }
      : {}),
  };
  const { data: said } = Chat.safeParse(
    await client.post('/chat/completions', { body, signal: assignment.signal }),
  );
  const choice = said?.choices[0];
  if (!choice) return undefined;
  const { message, finish_reason } = choice;
  if (message.refusal) return { refusal: message.refusal };
  if (finish_reason === 'content_filter') return { refusal: finish_reason };
  if (finish_reason === 'length') return { cut: finish_reason };
  return message.content ? { text: message.content } : undefined;
}

/** The model's row says what its answers look like. */
function answerSchemaOf({ model }: Assignment): Record<string, unknown> | undefined {
  return z.record(z.string(), z.unknown()).safeParse(model.schema['x-answer']).data;
}
