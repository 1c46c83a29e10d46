import { docNameOf } from '#shared/documents/doc-name.ts';
import { listShots } from '#shared/documents/index-doc.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';
import type { JobId } from '#shared/jobs/job.ts';
import { aHouse, type House, indexOf, type Person } from '../a-house.ts';
import { aGenerateJob, aRunner, type TestRunner } from '../runners/a-runner.ts';

/** Every kind of caller. Review links get their column with the feature that brings them. */
export const CALLERS = [
  'stranger',
  'other',
  'viewer',
  'editor',
  'owner',
  'admin',
  'disabled',
  'revoked',
  'runner',
  'revokedRunner',
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
  /** A job of the project that nobody has taken, and the runner behind the caller of that name. */
  job: JobId;
  worker: TestRunner;
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
  const working = await aRunner(house);
  const gone = await aRunner(house);
  await admin.ask('DELETE', `/api/runners/${gone.id}`);
  const runner = house.holderOf(working.token);
  const revokedRunner = house.holderOf(gone.token);
  const people = {
    ...{ stranger: house.stranger, other, viewer, editor, owner, admin, disabled, revoked },
    ...{ runner, revokedRunner },
  };
  const job = await aGenerateJob(house, { project, shot: shot.id });
  return { house, people, project, shot: shot.id, extra: await house.person('extra'), job, worker: working };
}

export function docsOf({ project, shot }: World) {
  return [
    indexOf(project),
    docNameOf({ kind: 'shot', project, shot }),
    docNameOf({ kind: 'scenario', project }),
  ];
}
