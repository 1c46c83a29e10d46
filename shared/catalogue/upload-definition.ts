import * as z from 'zod/mini';
import { HeaderName, Path, Place, Pointer } from './http-words.ts';

const METHOD = z.enum(['POST', 'PUT']);
const MB = 1024 ** 2;

/**
 * How content is brought to a provider that takes addresses only: asked for a place, sent there, or both in one.
 * `{name}`, `{type}` and `{size}` of the content are put in.
 */
export const UploadDefinition = z.object({
  /** Where its uploads live when they do not live at the address of the account; the key is shown there too. */
  base: z.optional(z.string().check(z.maxLength(500))),
  /** Content up to this size goes along with the request as an address of itself. */
  aboveBytes: z._default(z.number().check(z.int(), z.minimum(0)), 0),
  maxBytes: z._default(z.number().check(z.int(), z.minimum(1), z.maximum(200 * MB)), 100 * MB),
  /** A question in JSON. With `{content}` in its body the content, in base64, is part of it. */
  ask: z.optional(
    z.object({ method: z._default(METHOD, 'POST'), path: Path, body: z.optional(z.unknown()) }),
  ),
  /** The content itself: as it is, or as a file of a form. The key goes along to a path, never to an address. */
  send: z.optional(
    z.object({
      method: z._default(METHOD, 'PUT'),
      place: Place,
      as: z._default(z.enum(['bytes', 'form']), 'bytes'),
      /** Under which name the form has the file, and where the first answer has other fields of it. */
      field: z._default(z.string().check(z.minLength(1), z.maxLength(100)), 'file'),
      fields: z.optional(Pointer),
      headers: z.optional(z.record(HeaderName, z.string())),
    }),
  ),
  /** What stands for the content from then on: in the answer of `ask`, or else of `send`. */
  address: Pointer,
  withinS: z._default(z.number().check(z.minimum(1), z.maximum(900)), 300),
});
export type UploadDefinition = z.infer<typeof UploadDefinition>;

/** The first thing that such a step lacks, by its name in the row. */
export function findUploadGap({ ask, send, address }: UploadDefinition): string | undefined {
  const isInside = JSON.stringify(ask?.body ?? null).includes('{content}');
  if (!send && !(ask && isInside)) return 'send';
  if (!ask && send && ('at' in send.place || send.fields !== undefined)) return 'ask';
  return address === '' ? 'address' : undefined;
}
