import type { AssetKind } from '../assets/asset-kind.ts';
import type { ShotId } from '../ids.ts';
import { TitleIndex } from './match-title.ts';
import { foldWords, type NameNumbers, readNameNumbers } from './name-numbers.ts';

/** Where a file goes. Files of one `group` make one new shot together. */
export type FileTarget = { to: 'shot'; shot: ShotId } | { to: 'new'; group: string } | { to: 'nowhere' };

export type LayoutReason =
  | { code: 'number' | 'no_such_number'; number: number }
  | { code: 'title' | 'near_title' | 'folder' }
  /** It could go to several places; nobody but the person knows. */
  | { code: 'several_titles' | 'several_numbers' | 'number_and_title' | 'numbers_repeat' }
  | { code: 'counted' | 'nothing' | 'needs_shot' };

export type FileLayout = { target: FileTarget; why: LayoutReason };
export type LaidFile = { path: string; kind: AssetKind };

type Name = NameNumbers & { full: string };
type Read = { file: Name; folders: Name[] };
type Film = {
  shots: readonly { id: ShotId; title: string }[];
  titles: TitleIndex;
  /** Numbers that begin anew in every scene say nothing of the film's. */
  areScenesApart: boolean;
  /** Folders with numbers alone: two and more of them are shots, one may be anything. */
  numberedFolders: number;
  /** All names that end with a number begin alike, and the numbers differ. */
  isSeries: boolean;
};
type Meant =
  | { shot: ShotId; why: LayoutReason }
  | { number: number; scene?: number | undefined; why?: LayoutReason }
  | { why: LayoutReason };

/** Where dropped files would go, by numbers and titles in their names and folders; in doubt into a new shot, and it says so. */
export function layOutFiles(
  files: readonly LaidFile[],
  shots: readonly { id: ShotId; title: string }[],
): FileLayout[] {
  const read = files.map(({ path }) => readPath(path));
  const film: Film = {
    ...{ shots, titles: new TitleIndex(shots) },
    areScenesApart: doScenesRepeat(read),
    numberedFolders: new Set(
      read.flatMap(({ folders }) => folders.filter(isNumbered).map(({ full }) => full)),
    ).size,
    isSeries: isSeries(read.map(({ file }) => file).filter(({ bare }) => bare?.at === 'end')),
  };
  const laid = read.map((name, n) => targetOf(meantBy(name, film), { own: `file ${n}`, film }));
  return withoutLoneSounds(laid, files);
}

/** Every file a new shot of its own, whatever it is called; a sound has to have a shot. */
export function layOutAsNew(files: readonly LaidFile[]): FileLayout[] {
  return files.map(({ kind }, n) =>
    isShown(kind)
      ? { target: { to: 'new', group: `file ${n}` }, why: { code: 'nothing' } }
      : { target: { to: 'nowhere' }, why: { code: 'needs_shot' } },
  );
}

export function isShown(kind: AssetKind): boolean {
  return kind === 'image' || kind === 'video';
}

/** The groups that become shots, in the order of their numbers, then of their files; those without a picture or film become none. */
export function listNewShots(targets: readonly FileTarget[], files: readonly LaidFile[]): string[] {
  const shown = targets.flatMap((target, n) =>
    target.to === 'new' && isShown(files[n]?.kind ?? 'audio') ? [target.group] : [],
  );
  const numbers = (group: string) => (/^[\d ]+$/.test(group) ? group.split(' ').map(Number) : undefined);
  return [...new Set(shown)].toSorted((a, b) => {
    const [one, other] = [numbers(a), numbers(b)];
    if (!one || !other) return one ? -1 : other ? 1 : 0;
    return (one[0] ?? 0) - (other[0] ?? 0) || (one[1] ?? 0) - (other[1] ?? 0);
  });
}

function readPath(path: string): Read {
  const parts = path.split('/');
  const file = (parts.pop() ?? '').replace(/\.[a-z][a-z\d]{1,4}$/i, '');
  return { file: readName(file), folders: parts.toReversed().map(readName) };
}

function readName(name: string): Name {
  return { ...readNameNumbers(name), full: foldWords(name) };
}

function isNumbered({ shot, bare }: Name): boolean {
  return shot === undefined && bare !== undefined && bare.at !== 'end';
}

function isSeries(names: Name[]): boolean {
  const numbers = new Set(names.map(({ bare }) => bare?.number));
  return numbers.size > 1 && new Set(names.map(({ words }) => words)).size === 1;
}

/** The same number of a shot in two scenes. */
function doScenesRepeat(read: Read[]): boolean {
  const sceneOf = new Map<number, number | undefined>();
  for (const { file, folders } of read) {
    const number = file.shot ?? (file.bare?.at === 'end' ? undefined : file.bare?.number);
    const scene = file.scene ?? folders.find((folder) => folder.scene !== undefined)?.scene;
    if (number === undefined || scene === undefined) continue;
    if (sceneOf.has(number) && sceneOf.get(number) !== scene) return true;
    sceneOf.set(number, scene);
  }
  return false;
}

/** First what can mean one thing only, then what is less and less sure. */
function meantBy({ file, folders }: Read, film: Film): Meant {
  const { titles } = film;
  const scene = file.scene ?? folders.find((folder) => folder.scene !== undefined)?.scene;
  const called = titles.find(file.full);
  if (called) return ofTitle(called);
  if (file.isSplit) return { why: { code: 'several_numbers' } };
  const inFolder = byFolder(folders, file, film);
  if (file.shot !== undefined) {
    if (inFolder && 'number' in inFolder && inFolder.number !== file.shot)
      return { why: { code: 'several_numbers' } };
    return unlessTitled({ number: file.shot, scene }, file, film);
  }
  if (inFolder) return inFolder;
  if (file.bare && file.bare.at !== 'end')
    return unlessTitled({ number: file.bare.number, scene }, file, film);
  const titled = byTitle(file, film);
  if (titled) return titled;
  if (file.bare && film.isSeries && scene === undefined) return { number: file.bare.number };
  return { why: { code: file.isCounted ? 'counted' : 'nothing' } };
}

/** What the nearest folder that says anything says. */
function byFolder(folders: Name[], file: Name, film: Film): Meant | undefined {
  for (const folder of folders) {
    const called =
      film.titles.find(folder.full) ?? (folder.words ? film.titles.find(folder.words) : undefined);
    if (called && called !== 'several') return { shot: called.shot, why: { code: 'folder' } };
    if (folder.shot !== undefined)
      return { number: folder.shot, scene: folder.scene, why: { code: 'folder' } };
    const isAlone = film.numberedFolders < 2 && file.bare !== undefined;
    if (isNumbered(folder) && folder.bare && !isAlone && file.shot === undefined)
      return { number: folder.bare.number, why: { code: 'folder' } };
  }
  return undefined;
}

function byTitle({ rest, words }: Name, { titles }: Film): Meant | undefined {
  const found =
    titles.find(rest) ??
    titles.find(words) ??
    titles.findNear(rest) ??
    (words ? titles.findNear(words) : undefined);
  return found && ofTitle(found);
}

function ofTitle(found: NonNullable<ReturnType<TitleIndex['find']>>): Meant {
  if (found === 'several') return { why: { code: 'several_titles' } };
  return { shot: found.shot, why: { code: found.isNear ? 'near_title' : 'title' } };
}

/** The number says one shot and the words another: the film has been put in another order since. */
function unlessTitled(
  meant: { number: number; scene: number | undefined },
  { words }: Name,
  film: Film,
): Meant {
  const called = words ? film.titles.find(words) : undefined;
  const numbered = film.shots[meant.number - 1];
  if (!called || called === 'several') return meant;
  if (called.shot === numbered?.id)
    return { shot: called.shot, why: { code: 'number', number: meant.number } };
  return numbered ? { why: { code: 'number_and_title' } } : ofTitle(called);
}

function targetOf(meant: Meant, { own, film }: { own: string; film: Film }): FileLayout {
  if ('shot' in meant) return { target: { to: 'shot', shot: meant.shot }, why: meant.why };
  if (!('number' in meant)) return { target: { to: 'new', group: own }, why: meant.why };
  const { number, scene, why } = meant;
  if (film.areScenesApart && scene !== undefined)
    return { target: { to: 'new', group: `${scene} ${number}` }, why: { code: 'numbers_repeat' } };
  const shot = film.shots[number - 1];
  if (!shot) return { target: { to: 'new', group: `0 ${number}` }, why: { code: 'no_such_number', number } };
  return { target: { to: 'shot', shot: shot.id }, why: why ?? { code: 'number', number } };
}

/** A new shot of sounds alone would have nothing to show. */
function withoutLoneSounds(laid: FileLayout[], files: readonly LaidFile[]): FileLayout[] {
  const groups = new Set(
    listNewShots(
      laid.map(({ target }) => target),
      files,
    ),
  );
  return laid.map((one) =>
    one.target.to === 'new' && !groups.has(one.target.group)
      ? { target: { to: 'nowhere' }, why: { code: 'needs_shot' } }
      : one,
  );
}
