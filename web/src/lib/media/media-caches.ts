/** Small pictures that stand for shots; one cache for each project. Signing out deletes it. */
export const KEPT_CACHE_PREFIX = 'raskadr-kept-';
/** What was looked at lately. */
export const RECENT_CACHE = 'raskadr-recent-media';
