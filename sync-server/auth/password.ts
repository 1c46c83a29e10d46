import { type Argon2Parameters, argon2, timingSafeEqual } from 'node:crypto';
import type { Random } from '../ports.ts';

const MEMORY_KIB = 19 * 1024;
const PASSES = 2;
const PARALLELISM = 1;
const SALT_BYTES = 16;
const TAG_BYTES = 32;
const HASHES_AT_ONCE = 2;

/** One run of Argon2id. Tests count the runs. */
export type Derive = (parameters: Argon2Parameters) => Promise<Uint8Array>;

type Stored = { memory: number; passes: number; parallelism: number; salt: Uint8Array; tag: Uint8Array };

/** Hashes and checks passwords, two at once at most: each run takes 19 MiB, and logins come in crowds. */
export class Passwords {
  readonly #random: Random;
  readonly #derive: Derive;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(random: Random, derive: Derive = deriveArgon2id) {
    this.#random = random;
    this.#derive = derive;
  }

  /** A PHC string: the price may be raised later, and old hashes still say how they were made. */
  async hash(password: string): Promise<string> {
    const salt = this.#random.bytes(SALT_BYTES);
    const tag = await this.#run(password, {
      memory: MEMORY_KIB,
      passes: PASSES,
      parallelism: PARALLELISM,
      salt,
    });
    return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${PARALLELISM}$${encode(salt)}$${encode(tag)}`;
  }

  /** Without a stored hash it does the same work and says no: an unknown login costs what a known one does. */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const parsed = stored === undefined ? undefined : parse(stored);
    const tag = await this.#run(password, parsed ?? NOBODY);
    return parsed !== undefined && timingSafeEqual(tag, parsed.tag);
  }

  async #run(
    password: string,
    { memory, passes, parallelism, salt }: Omit<Stored, 'tag'>,
  ): Promise<Uint8Array> {
    await this.#enter();
    try {
      const message = normalisedPassword(password);
      return await this.#derive({ message, nonce: salt, memory, passes, parallelism, tagLength: TAG_BYTES });
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < HASHES_AT_ONCE) this.#running++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** A place that is left goes straight to the next in line, so a newcomer cannot slip in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }
}

const NOBODY = {
  memory: MEMORY_KIB,
  passes: PASSES,
  parallelism: PARALLELISM,
  salt: new Uint8Array(SALT_BYTES),
};

/** Keyboards disagree about «й»: one letter or two signs. */
export function normalisedPassword(password: string): string {
  return password.normalize('NFKC');
}

function parse(stored: string): Stored | undefined {
  const match =
    /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/.exec(
      stored,
    );
  if (!match) return undefined;
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}

function deriveArgon2id(parameters: Argon2Parameters): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, tag) => (error ? reject(error) : resolve(tag)));
  });
}
