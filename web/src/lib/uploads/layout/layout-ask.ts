import type { ShotId } from '#shared/ids.ts';
import type { SortedFile } from '../sort-files.ts';

/** Where each file goes; the shots are there already. */
export type LaidOut = { placed: { file: SortedFile; shot: ShotId }[]; noRoom: SortedFile[] };

/** Files that wait for a person to say where they go; nothing when he does not want them. */
export type LayoutAsk = {
  files: SortedFile[];
  /** Of files that are no media. */
  refused: number;
  /** New shots stand before this one, else at the end. */
  before: ShotId | undefined;
  answer: (laid: LaidOut | undefined) => void;
};
