import * as z from 'zod/mini';
import { Login } from '../account/account.ts';
import { UserId } from '../ids.ts';
import { ProjectRole } from './project-record.ts';

/** A user in a project. */
export const Member = z.object({ user: UserId, login: z.string(), role: ProjectRole });
export type Member = z.infer<typeof Member>;

export const MembersAnswer = z.object({ members: z.array(Member) });
export type MembersAnswer = z.infer<typeof MembersAnswer>;

/** Adds a user to a project, or gives a member another role. */
export const PutMember = z.object({ login: Login, role: ProjectRole });
export type PutMember = z.infer<typeof PutMember>;

export const RemoveMember = z.object({ login: Login });
export type RemoveMember = z.infer<typeof RemoveMember>;
