import type * as z from 'zod/mini';
import { Ulid } from './ulid.ts';

export const ProjectId = Ulid.brand('ProjectId');
export type ProjectId = z.infer<typeof ProjectId>;

export const ShotId = Ulid.brand('ShotId');
export type ShotId = z.infer<typeof ShotId>;

export const UserId = Ulid.brand('UserId');
export type UserId = z.infer<typeof UserId>;

export const MutationId = Ulid.brand('MutationId');
export type MutationId = z.infer<typeof MutationId>;

/** One browser profile (or one other installation) of one user. */
export const DeviceId = Ulid.brand('DeviceId');
export type DeviceId = z.infer<typeof DeviceId>;
