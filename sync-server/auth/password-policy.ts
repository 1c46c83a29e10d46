import { PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from '#shared/account/account.ts';
import type { Fault } from '#shared/fault.ts';
import { onLatinKeys, PRODUCT_WORDS } from '#shared/russian/keyboard-layout.ts';
import { normalisedPassword } from './password.ts';

type WeakPassword = Extract<Fault, { code: 'weak_password' }>;

/** What keeps a password from being used, or nothing. There are no rules about its make-up, only about guesses. */
export async function findWeakness(password: string, login: string): Promise<WeakPassword | undefined> {
  const text = normalisedPassword(password);
  const chars = [...text].length;
  if (chars < PASSWORD_MIN_CHARS) return { code: 'weak_password', reason: 'short' };
  if (chars > PASSWORD_MAX_CHARS) return { code: 'weak_password', reason: 'long' };
  const folded = text.toLowerCase();
  if (folded.trim() === login.trim().toLowerCase()) return { code: 'weak_password', reason: 'same_as_login' };
  if (isProductName(folded) || (await isCommon(folded)) || (await isCommon(withoutShortTail(folded))))
    return { code: 'weak_password', reason: 'common' };
  return undefined;
}

/** The product's name, alone or with a tail too short to be a password itself. */
function isProductName(folded: string): boolean {
  let rest = folded;
  for (const word of PRODUCT_WORDS) rest = rest.replaceAll(word, '');
  return rest !== folded && [...rest].length < PASSWORD_MIN_CHARS;
}

/** «password123456» is a common password with figures behind it, and guessed as one. */
function withoutShortTail(folded: string): string {
  const [tail = ''] = /[^\p{L}]*$/u.exec(folded) ?? [];
  return [...tail].length < PASSWORD_MIN_CHARS ? folded.slice(0, folded.length - tail.length) : folded;
}

async function isCommon(folded: string): Promise<boolean> {
  // 49,000 passwords, 17 ms: loaded when somebody chooses a password, not at every start.
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return dictionary['passwords-common'].includes(onLatinKeys(folded));
}
