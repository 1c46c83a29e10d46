import { callServer, json, nothing } from '#lib/call-server.ts';
import {
  type ChangePasswordBody,
  type EditUserBody,
  type NewUserBody,
  type SessionRecord,
  SessionsAnswer,
  UserRecord,
  UsersAnswer,
} from '#shared/account/people.ts';
import type { ProjectId, UserId } from '#shared/ids.ts';
import { type Member, MembersAnswer, type PutMember } from '#shared/projects/member.ts';
import { UnownedAnswer, type UnownedProject } from '#shared/projects/unowned-project.ts';
import type { Result } from '#shared/result.ts';

const readMembers = (body: unknown) => MembersAnswer.parse(body).members;
const readUsers = (body: unknown) => UsersAnswer.parse(body).users;
const readSessions = (body: unknown) => SessionsAnswer.parse(body).sessions;

export function fetchMembers(project: ProjectId): Promise<Result<Member[]>> {
  return callServer(`/api/projects/${project}/members`, {}, readMembers);
}

export function putMember(project: ProjectId, member: PutMember): Promise<Result<Member[]>> {
  return callServer(`/api/projects/${project}/members`, json('POST', member), readMembers);
}

/** Of the whole answer only its success counts: who has left may not see it. */
export function removeMember(project: ProjectId, login: string): Promise<Result<undefined>> {
  return callServer(`/api/projects/${project}/members`, json('DELETE', { login }), nothing);
}

export function fetchSessions(): Promise<Result<SessionRecord[]>> {
  return callServer('/api/sessions', {}, readSessions);
}

export function endSession(id: string): Promise<Result<undefined>> {
  return callServer(`/api/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' }, nothing);
}

export function endOtherSessions(): Promise<Result<undefined>> {
  return callServer('/api/sessions', { method: 'DELETE' }, nothing);
}

export function changePassword(body: ChangePasswordBody): Promise<Result<undefined>> {
  return callServer('/api/me/password', json('POST', body), nothing);
}

export function fetchUsers(): Promise<Result<UserRecord[]>> {
  return callServer('/api/users', {}, readUsers);
}

export function addUser(body: NewUserBody): Promise<Result<UserRecord>> {
  return callServer('/api/users', json('POST', body), (answer) => UserRecord.parse(answer));
}

export function editUser(id: UserId, body: EditUserBody): Promise<Result<undefined>> {
  return callServer(`/api/users/${id}`, json('PATCH', body), nothing);
}

/** Projects whose owners were all disabled. */
export function fetchUnowned(): Promise<Result<UnownedProject[]>> {
  return callServer('/api/projects/unowned', {}, (body) => UnownedAnswer.parse(body).projects);
}

export function takeOver(project: ProjectId): Promise<Result<undefined>> {
  return callServer(`/api/projects/${project}/take-over`, { method: 'POST' }, nothing);
}

export function setUserPassword(id: UserId, password: string): Promise<Result<undefined>> {
  return callServer(`/api/users/${id}/password`, json('POST', { password }), nothing);
}
