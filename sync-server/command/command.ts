import { z } from 'zod';

const Credentials = { login: z.string().max(1024), password: z.string().max(16_384) };

/** What the `raskadr` command may ask of a server; never from outside the machine. */
export const Command = z.discriminatedUnion('name', [
  z.object({ name: z.literal('user.add'), ...Credentials }),
  z.object({ name: z.literal('user.passwd'), ...Credentials }),
]);
export type Command = z.infer<typeof Command>;

export const CommandAnswer = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), message: z.string() }),
]);
export type CommandAnswer = z.infer<typeof CommandAnswer>;
