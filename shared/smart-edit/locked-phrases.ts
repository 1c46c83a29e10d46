/** Where a phrase stands that nobody may touch. */
export type LockedPlace = { start: number; end: number; phrase: string };

export function listLockedPlaces(text: string, phrases: readonly string[]): LockedPlace[] {
  const places: LockedPlace[] = [];
  for (const phrase of phrases) {
    if (phrase === '') continue;
    for (let start = text.indexOf(phrase); start >= 0; start = text.indexOf(phrase, start + 1))
      places.push({ start, end: start + phrase.length, phrase });
  }
  return places;
}

/** The phrase that a change would touch: something of it taken out, or something put into its middle. */
export function findTouched(
  places: readonly LockedPlace[],
  { at, end }: { at: number; end: number },
): string | undefined {
  const touched = places.find((place) =>
    at === end ? place.start < at && at < place.end : at < place.end && end > place.start,
  );
  return touched?.phrase;
}
