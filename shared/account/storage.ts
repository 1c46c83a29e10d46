import * as z from 'zod/mini';

/** The folder with everybody's data on the server's machine, and the room left beside it. */
export const StorageAnswer = z.object({ folder: z.string(), freeBytes: z.nullable(z.number()) });
export type StorageAnswer = z.infer<typeof StorageAnswer>;
