import { expect, test } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Connection } from '#server/documents/connection.ts';
import { Presence } from '#server/documents/presence.ts';

test('a room that stays open does not remember everybody who ever came', () => {
  const presence = new Presence(() => {});
  for (let visitor = 0; visitor < 1000; visitor++) {
    // Presence tells connections apart and calls nothing of them.
    const connection = {} as Connection;
    presence.join(connection);
    presence.apply(connection, stateOfSomebody());
    presence.leave(connection);
  }
  expect(presence.remembered).toBeLessThanOrEqual(256);
  expect(presence.frame()).toBeUndefined();
});

function stateOfSomebody(): Uint8Array {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState({ user: 'Анна' });
  const update = encodeAwarenessUpdate(awareness, [awareness.clientID]);
  awareness.destroy();
  return update;
}
