/** Without a record for so long, a project is shown to look at. */
const PATIENCE_MS = 2500;

/** Whether it is known by now what may be done with a project: keys pressed before would come to nothing. */
export class RightsWatch {
  #isPatient = $state(true);
  readonly #isKnown: () => boolean;
  readonly #timer = setTimeout(() => {
    this.#isPatient = false;
  }, PATIENCE_MS);

  constructor(isKnown: () => boolean) {
    this.#isKnown = isKnown;
  }

  get areKnown(): boolean {
    return this.#isKnown() || !this.#isPatient;
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
