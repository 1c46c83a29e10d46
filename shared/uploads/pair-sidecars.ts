const WORDS = /\.(?:json|txt)$/i;

/** A file with what lies beside it under its name. */
export type Paired<T> = { file: T; sidecar: T | undefined };

export function isNamedAsWords(path: string): boolean {
  return WORDS.test(path);
}

/**
 * `x.txt` and `x.json`, or `x.png.txt`, belong to `x.png` of the same folder and are no files of their own; those that belong to
 * none stay. JSON goes before plain words: it says more.
 */
export function pairSidecars<T extends { path: string }>(found: T[]): Paired<T>[] {
  const words = found.filter(({ path }) => isNamedAsWords(path));
  const byName = new Map<string, T>();
  for (const one of words.toSorted((a, b) => rank(b) - rank(a))) byName.set(stemOf(one.path), one);
  const names = new Set(
    found
      .filter(({ path }) => !isNamedAsWords(path))
      .flatMap(({ path }) => [path.toLowerCase(), stemOf(path)]),
  );
  return found
    .filter(({ path }) => !isNamedAsWords(path) || !names.has(stemOf(path)))
    .map((file) => ({ file, sidecar: isNamedAsWords(file.path) ? undefined : besideOf(file, byName) }));
}

function besideOf<T extends { path: string }>({ path }: T, byName: ReadonlyMap<string, T>): T | undefined {
  return byName.get(path.toLowerCase()) ?? byName.get(stemOf(path));
}

function rank({ path }: { path: string }): number {
  return /\.json$/i.test(path) ? 0 : 1;
}

/** Two files that differ in capital letters alone are of one name to most systems. */
function stemOf(path: string): string {
  return path.toLowerCase().replace(/\.[^./]*$/, '');
}
