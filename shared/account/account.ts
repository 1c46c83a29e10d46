import { z } from 'zod';
import { UserId } from '../ids.ts';

export const LOGIN_MAX_CHARS = 64;
export const PASSWORD_MIN_CHARS = 8;
export const PASSWORD_MAX_CHARS = 256;

export const Login = z
  .string()
  .normalize('NFKC')
  .trim()
  .toLowerCase()
  .min(1)
  .max(LOGIN_MAX_CHARS)
  .regex(/^[\p{L}\p{N}._@-]+$/u);

export const LoginBody = z.object({ login: z.string().max(256), password: z.string().max(1024) });
export type LoginBody = z.infer<typeof LoginBody>;

export const SetupBody = z.object({
  code: z.string().max(128),
  login: Login,
  password: z.string().max(1024),
});
export type SetupBody = z.infer<typeof SetupBody>;

export const InstanceRole = z.enum(['admin', 'member']);
export type InstanceRole = z.infer<typeof InstanceRole>;

export const Me = z.object({ id: UserId, login: z.string(), role: InstanceRole });
export type Me = z.infer<typeof Me>;
