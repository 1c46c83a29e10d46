import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import type { ProviderId } from '#shared/catalogue/model.ts';
import type {
  AccountId,
  EditAccountBody,
  NewAccountBody,
  ProviderFacts,
} from '#shared/catalogue/provider-facts.ts';
import type { Fault } from '#shared/fault.ts';
import type { Result } from '#shared/result.ts';
import { importedText } from '#shared/russian/catalogue-text.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import {
  addAccount,
  checkAccount,
  editAccount,
  fetchProviders,
  importRow,
  removeAccount,
  removeProvider,
} from './catalogue-api.ts';

const LOOK_AGAIN_MS = 1000;

/** Providers and accounts, for admins. While a check is on its way the server is asked again and again. */
export class ProvidersDesk {
  providers = $state.raw<ProviderFacts[]>();
  fault = $state.raw<Fault>();
  isBusy = $state(false);
  nowMs = $state(Date.now());
  readonly #toasts: Toasts;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    clearTimeout(this.#timer);
    const answer = await fetchProviders();
    if (this.#isClosed) return;
    this.nowMs = Date.now();
    if (answer.ok) this.providers = answer.value;
    // A list that is there stays there: only its news are late.
    if (answer.ok || !this.providers) this.fault = answer.ok ? undefined : answer.fault;
    if (this.#isChecking()) this.#timer = setTimeout(() => void this.load(), LOOK_AGAIN_MS);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Each of these answers with what stands in the way. */
  paste(row: unknown): Promise<Fault | undefined> {
    return this.#run(async () => {
      const imported = await importRow(row);
      if (imported.ok) this.#toasts.show(importedText(imported.value.models.length));
      return imported;
    });
  }

  edit(account: AccountId, body: EditAccountBody): Promise<Fault | undefined> {
    return this.#run(() => editAccount(account, body));
  }

  addAccount(body: NewAccountBody): Promise<Fault | undefined> {
    return this.#run(() => addAccount(body));
  }

  async removeAccount(account: AccountId): Promise<void> {
    this.#tell(await this.#run(() => removeAccount(account)));
  }

  async remove(provider: ProviderId): Promise<void> {
    this.#tell(await this.#run(() => removeProvider(provider)));
  }

  async check(account: AccountId): Promise<void> {
    this.#tell(await this.#run(() => checkAccount(account)));
  }

  #tell(fault: Fault | undefined): void {
    if (fault) this.#toasts.fail(faultText(fault));
  }

  #isChecking(): boolean {
    const accounts = this.providers?.flatMap((provider) => provider.accounts) ?? [];
    return accounts.some(({ check }) => check?.state === 'waits' || check?.state === 'works');
  }

  async #run(act: () => Promise<Result<unknown>>): Promise<Fault | undefined> {
    this.isBusy = true;
    const answer = await act();
    this.isBusy = false;
    if (!answer.ok) return answer.fault;
    await this.load();
    return undefined;
  }
}
