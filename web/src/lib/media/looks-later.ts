import { withPointer } from '#lib/ui/with-pointer.ts';

/** Films under the pointer, or under the keyboard with Space, play a short look; not while `isFree` says no. */
export function looksLater(isFree: () => boolean): ReturnType<typeof withPointer> {
  return withPointer(async () => {
    const { lookAtFilms } = await import('./film-look.ts');
    return (place) => lookAtFilms(place, isFree);
  });
}
