import * as Y from 'yjs';
import type { DocName } from '#shared/documents/doc-name.ts';
import type { SimDisk } from './sim-disk.ts';

/** One edit of a person, as what must be found again. */
export type Fact = {
  doc: DocName;
  device: string;
  what: string;
  client: number;
  clock: number;
  isIn: (doc: Y.Doc) => boolean;
  onDevice: boolean;
  onServer: boolean;
  isForgiven: boolean;
};

/** A plain memory of every promise the product made, held against the world at the end. */
export class Oracle {
  readonly facts: Fact[] = [];
  readonly violations: string[];
  readonly #disk: SimDisk;

  constructor(disk: SimDisk, violations: string[]) {
    this.#disk = disk;
    this.violations = violations;
  }

  /** Runs an edit and remembers what it wrote. */
  edit(doc: Y.Doc, fact: Pick<Fact, 'doc' | 'device' | 'what' | 'isIn'>, work: () => void): void {
    const updates: Uint8Array[] = [];
    const onUpdate = (update: Uint8Array) => updates.push(update);
    doc.on('update', onUpdate);
    work();
    doc.off('update', onUpdate);
    const update = updates[0];
    const clock = update && Y.parseUpdateMeta(update).to.get(doc.clientID);
    if (clock === undefined) return;
    this.facts.push({
      ...fact,
      client: doc.clientID,
      clock,
      onDevice: false,
      onServer: false,
      isForgiven: false,
    });
  }

  /** The screen may say «на этом устройстве» now. */
  calledOnDevice(device: string, doc: DocName, update: Uint8Array): void {
    for (const fact of this.#covered(doc, update)) if (fact.device === device) fact.onDevice = true;
  }

  /** The screen may say «на сервере» now, so there it must be. */
  calledOnServer(doc: DocName, update: Uint8Array): void {
    if (!this.#disk.everHeld(doc, update))
      this.violations.push(`S1: an edit of ${doc} was called saved and is not on disk`);
    for (const fact of this.#covered(doc, update)) fact.onServer = true;
  }

  #covered(doc: DocName, update: Uint8Array): Fact[] {
    const { to } = Y.parseUpdateMeta(update);
    return this.facts.filter((fact) => fact.doc === doc && (to.get(fact.client) ?? 0) >= fact.clock);
  }

  deviceWiped(device: string): void {
    for (const fact of this.facts) if (fact.device === device && !fact.onServer) fact.isForgiven = true;
  }

  /** Every promise kept? `final` is the document as everybody has it in the end. */
  check(final: (doc: DocName) => Y.Doc): void {
    for (const fact of this.facts) {
      const mustBeThere = fact.onServer || (fact.onDevice && !fact.isForgiven);
      if (mustBeThere && !fact.isIn(final(fact.doc))) {
        const claim = fact.onServer ? 'on the server' : 'on the device';
        this.violations.push(`lost: ${fact.what} by ${fact.device}, called saved ${claim}`);
      }
    }
  }
}
