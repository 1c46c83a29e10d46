import * as z from 'zod/mini';
import { ShotId, UserId } from '../ids.ts';

/** Where a person stands in a storyboard, as his other devices and colleagues see it. Said by clients, never trusted. */
export const PersonHere = z.object({
  user: UserId,
  login: z.string().check(z.maxLength(64)),
  shot: z.nullable(ShotId),
  isEditing: z.boolean(),
});
export type PersonHere = z.infer<typeof PersonHere>;
