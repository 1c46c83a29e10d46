import type { RunningSystem } from '../servers/system.ts';
import { RawClient } from '../wire/raw-client.ts';

/** Puts a whole document on a server and waits until the server has dealt with it. */
export async function seedDoc(system: RunningSystem, doc: string, update: Uint8Array): Promise<void> {
  await using client = await openDoc(system, doc);
  client.send(update);
  await client.settled();
}

export async function openDoc(
  system: RunningSystem,
  doc: string,
  stateVector?: Uint8Array,
): Promise<RawClient> {
  const { dialect, headers } = system;
  return await RawClient.open({ origin: system.process.origin, doc, dialect, headers, stateVector });
}

/** What the server answers to a client that knows nothing. */
export async function readDoc(system: RunningSystem, doc: string): Promise<Uint8Array> {
  const { dialect, headers } = system;
  let state: Uint8Array | undefined;
  const onupdate = (update: Uint8Array): void => {
    state ??= update;
  };
  await using _client = await RawClient.open({
    origin: system.process.origin,
    doc,
    dialect,
    headers,
    onupdate,
  });
  if (state === undefined) throw new Error(`${system.key} has sent no state of ${doc}`);
  return state;
}
