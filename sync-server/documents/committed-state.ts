import * as Y from 'yjs';
import type { DocName } from '#shared/documents/doc-name.ts';
import type { Database } from '../database/database.ts';
import { loadDoc } from './doc-log.ts';
import type { Rooms } from './rooms.ts';

/** From its room when it is open, else from its log: a film has thousands of documents, and a room is two more in memory. */
export async function committedState(
  { database, rooms }: { database: Database; rooms: Rooms },
  name: DocName,
): Promise<Uint8Array> {
  const room = rooms.find(name);
  if (room && !room.brokenBy) return room.encodedState();
  const { doc } = await loadDoc(database, name);
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
}
