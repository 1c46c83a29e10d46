import { aUlid, type Person } from '../a-house.ts';
import { aFile, Sender } from '../incoming/a-sender.ts';
import type { World } from './callers.ts';
import { behindSession, forMembers, forSignedIn, type Row } from './columns.ts';

const BYTES = aFile(100);

function senderOf({ project, shot }: World, person: Person): Sender {
  return new Sender(person, { project, shot });
}

/** An upload that the editor has begun. */
function begun(world: World): Promise<string> {
  return senderOf(world, world.people.editor).begin(BYTES.byteLength, { asset: aUlid() });
}

/** Nobody but its sender knows of an upload, be he owner or admin. */
const forItsSender = (status: number) =>
  behindSession('not_found', 'not_found', status, 'not_found', 'not_found');

export const UPLOAD_ROWS: Row[] = [
  {
    route: 'OPTIONS /api/uploads',
    expected: forSignedIn(204),
    ask: (_, caller) => caller.ask('OPTIONS', '/api/uploads'),
  },
  {
    route: 'OPTIONS /api/uploads/:asset',
    expected: forSignedIn(204),
    ask: (_, caller) => caller.ask('OPTIONS', `/api/uploads/${aUlid()}`),
  },
  {
    route: 'POST /api/uploads',
    expected: forMembers('forbidden', 201, 201),
    ask: (world, caller) => senderOf(world, caller).create(BYTES.byteLength),
  },
  {
    route: 'GET /api/uploads/:asset',
    expected: forItsSender(200),
    ask: async (world, caller) =>
      caller.ask('GET', `/api/uploads/${await begun(world)}`, { headers: { 'tus-resumable': '1.0.0' } }),
  },
  {
    route: 'PATCH /api/uploads/:asset',
    expected: forItsSender(204),
    ask: async (world, caller) => senderOf(world, caller).patch(await begun(world), 0, BYTES),
  },
  {
    route: 'DELETE /api/uploads/:asset',
    expected: forItsSender(204),
    ask: async (world, caller) => senderOf(world, caller).remove(await begun(world)),
  },
];
