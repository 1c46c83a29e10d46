import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { ProjectId } from '#shared/ids.ts';

/** The server may have been started in another folder than the command. */
const AbsolutePath = z.string().max(4096).refine(isAbsolute);

const Credentials = { login: z.string().max(1024), password: z.string().max(16_384) };

/** What the `raskadr` command may ask of a server; never from outside the machine. */
export const Command = z.discriminatedUnion('name', [
  z.object({ name: z.literal('user.add'), ...Credentials }),
  z.object({ name: z.literal('user.passwd'), ...Credentials }),
  z.object({ name: z.literal('backup'), folder: AbsolutePath }),
  z.object({ name: z.literal('secrets.rotate') }),
  z.object({ name: z.literal('check'), repair: z.boolean(), contents: z.boolean() }),
  z.object({ name: z.literal('project.export'), project: ProjectId, file: AbsolutePath }),
  z.object({
    name: z.literal('project.import'),
    file: AbsolutePath,
    owner: z.string().max(1024),
    into: z.optional(ProjectId),
  }),
]);
export type Command = z.infer<typeof Command>;

export const CommandAnswer = z.union([
  z.object({ ok: z.literal(true), data: z.unknown().optional() }),
  z.object({ ok: z.literal(false), message: z.string() }),
]);
export type CommandAnswer = z.infer<typeof CommandAnswer>;
