import { createHash, timingSafeEqual } from 'node:crypto';
import { RunnerId } from '#shared/jobs/job.ts';
import type { Random } from '../ports.ts';

const SECRET_BYTES = 32;
const TOKEN = /^([0-9A-Z]{26})\.([\w-]{43})$/;

export type NewToken = { token: string; tokenHash: Uint8Array };

/** The token of a runner, `id.secret`. The database keeps a hash of the secret: a stolen file opens nothing. */
export function makeToken(id: RunnerId, random: Random): NewToken {
  const secret = Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');
  return { token: `${id}.${secret}`, tokenHash: hashOf(secret) };
}

/** What a token says of itself, or nothing when it is none. */
export function readToken(token: string): { id: RunnerId; isOf(tokenHash: Uint8Array): boolean } | undefined {
  const [, id, secret] = TOKEN.exec(token) ?? [];
  const known = RunnerId.safeParse(id);
  if (!known.success || secret === undefined) return undefined;
  const shown = hashOf(secret);
  return { id: known.data, isOf: (tokenHash) => timingSafeEqual(shown, tokenHash) };
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
