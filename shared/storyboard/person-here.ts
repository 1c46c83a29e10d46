import { z } from 'zod';
import { ShotId, UserId } from '../ids.ts';

/** Where a person stands in a storyboard, as his other devices and colleagues see it. Said by clients, never trusted. */
export const PersonHere = z.object({
  user: UserId,
  login: z.string().max(64),
  shot: ShotId.nullable(),
  isEditing: z.boolean(),
});
export type PersonHere = z.infer<typeof PersonHere>;
