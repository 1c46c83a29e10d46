import type { SyncEngine } from '#lib/sync/engine.ts';
import type { UploadDesk } from '#lib/uploads/upload-desk.svelte.ts';
import type { Result } from '#shared/result.ts';
import { signOut } from './account-api.ts';
import { Leaving } from './leaving.svelte.ts';
import type { Session } from './session.svelte.ts';
import { wipeDevice } from './wipe-device.ts';

type Ports = {
  engine: SyncEngine;
  uploads: UploadDesk;
  session: Session;
  onleft: () => unknown;
  onfailed: () => void;
};

/** Leaving this browser: first what would be lost, then the server, then the data on the device. */
export class SigningOut {
  readonly leaving: Leaving;
  readonly #ports: Ports;
  isBusy = $state(false);

  constructor(ports: Ports) {
    this.#ports = ports;
    this.leaving = new Leaving(ports.engine, ports.uploads);
  }

  async ask(): Promise<void> {
    if (await this.leaving.mayLeave()) await this.leave();
  }

  async leave(): Promise<void> {
    this.isBusy = true;
    const answer = await signOut();
    this.isBusy = false;
    if (!isOut(answer)) return this.#ports.onfailed();
    this.leaving.stay();
    // First who writes, then what was written.
    await this.#ports.uploads.wipe();
    await this.#ports.session.wipe();
    await wipeDevice();
    await this.#ports.onleft();
  }
}

function isOut(answer: Result<undefined>): boolean {
  return answer.ok || answer.fault.code === 'not_signed_in';
}
