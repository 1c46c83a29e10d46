import { docNameOf } from '#shared/documents/doc-name.ts';
import { listShots } from '#shared/documents/index-doc.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';
import { aHouse, type House, indexOf, type Person } from '../a-house.ts';

/** Every kind of caller. Runners and review links get their columns with the features that bring them. */
export const CALLERS = [
  'stranger',
  'other',
  'viewer',
  'editor',
  'owner',
  'admin',
  'disabled',
  'revoked',
] as const;
export type Caller = (typeof CALLERS)[number];

export type World = {
  house: House;
  people: Record<Caller, Person>;
  /** The project everything is about. */
  project: ProjectId;
  shot: ShotId;
  /** A user nobody else stands for, to be changed. */
  extra: Person;
};

/** One project with its people, and everybody else who could come by: the disabled one and the revoked one own it too. */
export async function aWorld(): Promise<World> {
  const house = await aHouse();
  const admin = await house.person('root', 'admin');
  const owner = await house.person('owner');
  const project = await owner.aProject('Фильм', ['Рассвет']);
  const joined = async (login: string, role: 'owner' | 'editor' | 'viewer') => {
    const person = await house.person(login);
    await owner.setMember(project, login, role);
    return person;
  };
  const viewer = await joined('viewer', 'viewer');
  const editor = await joined('editor', 'editor');
  const disabled = await joined('disabled', 'owner');
  const revoked = await joined('revoked', 'owner');
  const other = await house.person('other');
  await other.aProject('Чужой фильм');
  await admin.ask('PATCH', `/api/users/${disabled.id}`, { json: { disabled: true } });
  await house.auth.sessions.revokeSessionsOf(revoked.id);
  const [shot] = await house.core.rooms.use(indexOf(project), (room) => listShots(room.committed));
  if (!shot) throw new Error('no shot');
  const people = { stranger: house.stranger, other, viewer, editor, owner, admin, disabled, revoked };
  return { house, people, project, shot: shot.id, extra: await house.person('extra') };
}

export function docsOf({ project, shot }: World) {
  return [
    indexOf(project),
    docNameOf({ kind: 'shot', project, shot }),
    docNameOf({ kind: 'scenario', project }),
  ];
}
