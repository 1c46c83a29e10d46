import { ok, type Result } from '#shared/result.ts';
import type { Random } from '../ports.ts';
import { newSecretKey, readKeyFile, type SecretKey, writeKeyFile } from './key-file.ts';
import { newNonce, seal, unseal } from './seal.ts';

export type Sealed = { by: string; bytes: Uint8Array };
export type Sealer = (text: string, subject: string) => Sealed;

/**
 * Seals texts and opens them again. Its keys are in a file outside the database, which is made with the first secret; a
 * file that was lost or exchanged opens nothing, and what it had sealed has to be entered anew.
 */
export class Vault {
  readonly #file: string;
  readonly #random: Random;
  #keys: SecretKey[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ file, random }: { file: string; random: Random }) {
    this.#file = file;
    this.#random = random;
  }

  /**
   * What `act` seals it must also write, for the next turn may be a rotation: a text sealed by the key before it and
   * written after it would never open again.
   */
  sealing<T>(act: (sealIt: Sealer) => Promise<T>): Promise<Result<T>> {
    return this.#inTurn(async () => {
      const newest = await this.#newest();
      if (!newest.ok) return newest;
      return ok(await act((text, subject) => this.#sealBy(newest.value, text, subject)));
    });
  }

  async unseal({ by, bytes }: Sealed, subject: string): Promise<string | undefined> {
    const key = this.#find(by) ?? (await this.#findAnew(by));
    return key && unseal(key.bytes, { sealed: bytes, subject });
  }

  /**
   * A new key seals from now on. `reseal` brings over what stands, within the turn: what is sealed meanwhile waits and is
   * sealed by the new key. Only then the old ones go.
   */
  rotate(reseal: (sealAnew: Sealer) => Promise<void>): Promise<Result<undefined>> {
    return this.#inTurn(async () => {
      const read = await readKeyFile(this.#file);
      if (!read.ok) return read;
      const next = newSecretKey((count) => this.#random.bytes(count));
      const both = await this.#write([next, ...read.value]);
      if (!both.ok) return both;
      await reseal((text, subject) => this.#sealBy(next, text, subject));
      return this.#write([next]);
    });
  }

  #sealBy({ id, bytes }: SecretKey, text: string, subject: string): Sealed {
    const nonce = newNonce((count) => this.#random.bytes(count));
    return { by: id, bytes: seal(bytes, { text, subject, nonce }) };
  }

  /** Read with every sealing: a key that is no longer on the disk must not seal anything. */
  async #newest(): Promise<Result<SecretKey>> {
    const read = await readKeyFile(this.#file);
    if (!read.ok) return read;
    this.#keys = read.value;
    const [first] = read.value;
    if (first) return ok(first);
    const made = newSecretKey((count) => this.#random.bytes(count));
    const written = await this.#write([made]);
    return written.ok ? ok(made) : written;
  }

  async #write(keys: SecretKey[]): Promise<Result<undefined>> {
    const written = await writeKeyFile(this.#file, keys);
    if (written.ok) this.#keys = keys;
    return written;
  }

  #find(id: string): SecretKey | undefined {
    return this.#keys.find((key) => key.id === id);
  }

  /** The operator may have put the file back meanwhile. */
  async #findAnew(id: string): Promise<SecretKey | undefined> {
    const read = await readKeyFile(this.#file);
    if (read.ok) this.#keys = read.value;
    return this.#find(id);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act, act);
    this.#turn = done.catch(() => {});
    return done;
  }
}
