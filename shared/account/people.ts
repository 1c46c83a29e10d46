import * as z from 'zod/mini';
import { UserId } from '../ids.ts';
import { InstanceRole, Login } from './account.ts';

/** A user of this instance, as its admins see him. */
export const UserRecord = z.object({
  id: UserId,
  login: z.string(),
  role: InstanceRole,
  createdAt: z.number(),
  disabledAt: z.nullable(z.number()),
});
export type UserRecord = z.infer<typeof UserRecord>;

export const UsersAnswer = z.object({ users: z.array(UserRecord) });
export type UsersAnswer = z.infer<typeof UsersAnswer>;

export const NewUserBody = z.object({
  login: Login,
  password: z.string().check(z.maxLength(1024)),
  role: InstanceRole,
});
export type NewUserBody = z.infer<typeof NewUserBody>;

export const EditUserBody = z.object({ role: z.optional(InstanceRole), disabled: z.optional(z.boolean()) });
export type EditUserBody = z.infer<typeof EditUserBody>;

/** An admin gives a user another password. */
export const SetPasswordBody = z.object({ password: z.string().check(z.maxLength(1024)) });
export type SetPasswordBody = z.infer<typeof SetPasswordBody>;

/** A user changes his own password. */
export const ChangePasswordBody = z.object({
  current: z.string().check(z.maxLength(1024)),
  next: z.string().check(z.maxLength(1024)),
});
export type ChangePasswordBody = z.infer<typeof ChangePasswordBody>;

/** One signed-in browser of the user who asks. */
export const SessionRecord = z.object({
  id: z.string(),
  createdAt: z.number(),
  lastSeenAt: z.number(),
  userAgent: z.string(),
  isThis: z.boolean(),
});
export type SessionRecord = z.infer<typeof SessionRecord>;

export const SessionsAnswer = z.object({ sessions: z.array(SessionRecord) });
export type SessionsAnswer = z.infer<typeof SessionsAnswer>;
