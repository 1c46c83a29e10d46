import * as z from 'zod/mini';
import { UserId } from '../ids.ts';

export const LOGIN_MAX_CHARS = 64;
export const PASSWORD_MIN_CHARS = 8;
export const PASSWORD_MAX_CHARS = 256;

export const Login = z
  .string()
  .check(
    z.normalize('NFKC'),
    z.trim(),
    z.toLowerCase(),
    z.minLength(1),
    z.maxLength(LOGIN_MAX_CHARS),
    z.regex(/^[\p{L}\p{N}._@-]+$/u),
  );

export const LoginBody = z.object({
  login: z.string().check(z.maxLength(256)),
  password: z.string().check(z.maxLength(1024)),
});
export type LoginBody = z.infer<typeof LoginBody>;

export const SetupBody = z.object({
  code: z.string().check(z.maxLength(128)),
  login: Login,
  password: z.string().check(z.maxLength(1024)),
});
export type SetupBody = z.infer<typeof SetupBody>;

export const InstanceRole = z.enum(['admin', 'member']);
export type InstanceRole = z.infer<typeof InstanceRole>;

export const Me = z.object({ id: UserId, login: z.string(), role: InstanceRole });
export type Me = z.infer<typeof Me>;
