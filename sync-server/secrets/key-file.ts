import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '#shared/result.ts';
import { writeWhole } from '../keeping/durable-file.ts';
import { KEY_BYTES } from './seal.ts';

const ID_CHARS = 16;

export type SecretKey = { id: string; bytes: Uint8Array };

/**
 * The keys of the file, the one that seals first: a line of base64 for each. Older ones only open what was sealed before
 * the file got a newer one. A file that is not there has none.
 */
export async function readKeyFile(file: string): Promise<Result<SecretKey[]>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    // Errors of the file system carry a code, which the type of a caught one does not name.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ok([]);
    return fail({ code: 'secret_file_unusable', file });
  }
  const lines = text.split(/\s+/).filter(Boolean);
  const keys = lines.map((line) => Buffer.from(line, 'base64'));
  if (keys.length === 0 || keys.some((bytes) => bytes.length !== KEY_BYTES))
    return fail({ code: 'secret_file_unusable', file });
  return ok(keys.map((bytes) => ({ id: idOf(bytes), bytes: new Uint8Array(bytes) })));
}

/** Whole or not at all, for nobody else's eyes, and on the disk before anything is sealed by what is new in it. */
export async function writeKeyFile(file: string, keys: SecretKey[]): Promise<Result<undefined>> {
  try {
    await writeWhole(file, keys.map(({ bytes }) => `${Buffer.from(bytes).toString('base64')}\n`).join(''));
    return ok(undefined);
  } catch {
    return fail({ code: 'secret_file_unusable', file });
  }
}

export function newSecretKey(random: (count: number) => Uint8Array): SecretKey {
  const bytes = random(KEY_BYTES);
  return { id: idOf(bytes), bytes };
}

/** Says which key sealed a row, and nothing of the key. */
function idOf(bytes: Uint8Array): string {
  return createHash('sha256').update('raskadr secret key\n').update(bytes).digest('hex').slice(0, ID_CHARS);
}
