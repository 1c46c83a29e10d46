import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import type { Model, ModelId, Purpose } from '#shared/catalogue/model.ts';
import type { EditModelBody, ProviderFacts } from '#shared/catalogue/provider-facts.ts';
import type { Fault } from '#shared/fault.ts';
import type { Result } from '#shared/result.ts';
import { importedText } from '#shared/russian/catalogue-text.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import {
  editModel,
  fetchCatalogue,
  fetchProviders,
  importRow,
  orderModels,
  removeModel,
} from './catalogue-api.ts';

/** All models with the accounts that they work through, for admins. */
export class ModelsDesk {
  models = $state.raw<Model[]>();
  providers = $state.raw<ProviderFacts[]>([]);
  fault = $state.raw<Fault>();
  isBusy = $state(false);
  readonly #toasts: Toasts;
  /** One word after the other: an older order must not arrive last. */
  #turn: Promise<unknown> = Promise.resolve();
  #running = 0;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    const [providers, catalogue] = await Promise.all([fetchProviders(), fetchCatalogue()]);
    if (this.#running > 0) return;
    if (providers.ok) this.providers = providers.value;
    if (catalogue.ok) this.models = catalogue.value.models;
    const refused = [providers, catalogue].find((answer) => !answer.ok);
    this.fault = refused && !refused.ok ? refused.fault : undefined;
  }

  providerOf({ provider }: Model): ProviderFacts | undefined {
    return this.providers.find(({ id }) => id === provider);
  }

  /** Each of these answers with what stands in the way. */
  paste(row: unknown): Promise<Fault | undefined> {
    return this.#run(async () => {
      const imported = await importRow(row);
      if (imported.ok) this.#toasts.show(importedText(imported.value.models.length));
      return imported;
    });
  }

  edit(model: ModelId, body: EditModelBody): Promise<Fault | undefined> {
    return this.#run(() => editModel(model, body));
  }

  async tryEdit(model: ModelId, body: EditModelBody): Promise<void> {
    this.#tell(await this.edit(model, body));
  }

  async remove(model: ModelId): Promise<void> {
    this.#tell(await this.#run(() => removeModel(model)));
  }

  /** One place up or down; shown at once, and put right by the server's answer. */
  async move(model: Model, step: 1 | -1): Promise<void> {
    const mates = this.ofPurpose(model.purpose);
    const at = mates.findIndex(({ id }) => id === model.id);
    const other = mates[at + step];
    if (!other) return;
    const order = mates.map((one) => (one.id === model.id ? other : one.id === other.id ? model : one));
    const rest = this.models?.filter(({ purpose }) => purpose !== model.purpose) ?? [];
    this.models = [...rest, ...order];
    this.#tell(
      await this.#run(() => orderModels({ purpose: model.purpose, models: order.map(({ id }) => id) })),
    );
  }

  ofPurpose(purpose: Purpose): Model[] {
    return this.models?.filter((model) => model.purpose === purpose) ?? [];
  }

  #tell(fault: Fault | undefined): void {
    if (fault) this.#toasts.fail(faultText(fault));
  }

  async #run(act: () => Promise<Result<unknown>>): Promise<Fault | undefined> {
    this.#running++;
    this.isBusy = true;
    const turn = this.#turn.then(act);
    this.#turn = turn;
    const answer = await turn;
    this.#running--;
    this.isBusy = this.#running > 0;
    // Who presses on sees his own order; what the server makes of it comes with the last word.
    if (!this.isBusy) await this.load();
    return answer.ok ? undefined : answer.fault;
  }
}
