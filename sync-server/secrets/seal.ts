import { createCipheriv, createDecipheriv } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export const KEY_BYTES = 32;

/**
 * AES-256-GCM as nonce, tag and ciphertext. `subject` names what the text belongs to: taken to another row it does
 * not open there. A nonce is random, and so few texts are ever sealed that no two share one.
 */
export function seal(
  key: Uint8Array,
  { text, subject, nonce }: { text: string; subject: string; nonce: Uint8Array },
): Uint8Array {
  if (nonce.length !== NONCE_BYTES) throw new Error('a nonce of another length');
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(subject));
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), hidden]));
}

/** Nothing when it was sealed by another key, for another subject, or was changed since. */
export function unseal(
  key: Uint8Array,
  { sealed, subject }: { sealed: Uint8Array; subject: string },
): string | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(subject));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return (
      decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    );
  } catch {
    return undefined;
  }
}

export function newNonce(bytes: (count: number) => Uint8Array): Uint8Array {
  return bytes(NONCE_BYTES);
}
