import { expect, test, vi } from 'vitest';
import { followCatalogue } from '#lib/catalogue/follow-catalogue.ts';
import type { Catalogue } from '#shared/catalogue/model.ts';

function anEngine() {
  let version: string | undefined;
  const listeners = new Set<() => void>();
  return {
    turnTo: (next: string) => {
      version = next;
      for (const listener of listeners) listener();
    },
    ring: () => {
      for (const listener of listeners) listener();
    },
    catalogue: async (): Promise<Catalogue | undefined> =>
      version === undefined ? undefined : { version, providers: [], models: [] },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

test('a page that stays open gets every catalogue once: the first, and each that comes later', async () => {
  const engine = anEngine();
  const taken: string[] = [];
  const end = followCatalogue(engine, ({ version }) => taken.push(version));
  engine.turnTo('1');
  engine.ring();
  await vi.waitFor(() => expect(taken).toEqual(['1']));
  engine.turnTo('2');
  await vi.waitFor(() => expect(taken).toEqual(['1', '2']));
  end();
  engine.turnTo('3');
  expect(taken).toEqual(['1', '2']);
});
