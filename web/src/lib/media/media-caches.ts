/** Small pictures that stand for shots; one cache for each project. Signing out deletes it. */
export const KEPT_CACHE_PREFIX = 'raskadr-kept-';
/** What was looked at lately. */
export const RECENT_CACHE = 'raskadr-recent-media';
/** Word to the worker that serves pictures: what it is fetching just now is not to be kept. */
export const FORGET_MEDIA = 'forget_media';
/** The header of a request whose answer gets a place of its own. */
export const PINNED = 'x-raskadr-pinned';

export function isMediaCache(name: string): boolean {
  return name === RECENT_CACHE || name.startsWith(KEPT_CACHE_PREFIX);
}
