import type { Context } from 'hono';
import { fail, ok, type Result } from '#shared/result.ts';
import { UploadFacts } from '#shared/uploads/protocol.ts';

/** What is said with every upload, by the names that it has in `UploadFacts`. Pairs that we do not know are passed over. */
export function readMetadata(header: string | undefined): Result<UploadFacts> {
  const pairs = new Map<string, string>();
  for (const pair of (header ?? '').split(',')) {
    const [key = '', value = '', ...more] = pair.trim().split(/ +/);
    const isSound = key !== '' && more.length === 0 && !pairs.has(key) && isBase64(value);
    if (!isSound) return fail({ code: 'bad_input', field: 'upload-metadata' });
    pairs.set(key, new TextDecoder().decode(Buffer.from(value, 'base64')));
  }
  const facts = UploadFacts.safeParse(Object.fromEntries(pairs));
  if (facts.success) return ok(facts.data);
  return fail({ code: 'bad_input', field: String(facts.error.issues[0]?.path[0] ?? 'upload-metadata') });
}

/** As it is answered to whoever asks for the upload: in base64 no text can break out of a header. */
export function writeMetadata(facts: UploadFacts): string {
  return Object.entries(facts)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`.trim())
    .join(',');
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** A whole number in a header of this request. */
export function numberIn(c: Context, name: string): Result<number> {
  const text = c.req.header(name);
  return text !== undefined && /^\d{1,15}$/.test(text)
    ? ok(Number(text))
    : fail({ code: 'bad_input', field: name });
}
