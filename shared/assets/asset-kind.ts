import * as z from 'zod/mini';

/** What models take and make is `MediaKind`; people also bring subtitles. */
export const AssetKind = z.enum(['image', 'video', 'audio', 'subtitles']);
export type AssetKind = z.infer<typeof AssetKind>;
