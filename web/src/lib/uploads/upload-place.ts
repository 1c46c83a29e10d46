import type { ProjectId, ShotId } from '#shared/ids.ts';
import type { LaidOut } from './layout/layout-ask.ts';
import type { SortedFile } from './sort-files.ts';

/** Where files would go. */
export type UploadSpot =
  | { kind: 'shot'; shot: ShotId; number: number }
  /** New shots before this place, counted from 0. */
  | { kind: 'new'; at: number };

/** A page that takes files. */
export type UploadPlace = {
  project: ProjectId;
  mayAdd(): boolean;
  /** Where files go that are let go over an element. */
  spotAt(target: Element | null, point: { x: number; y: number }): UploadSpot;
  /** Where pasted and picked files go. */
  usualSpot(): UploadSpot;
  /** Shows where the files would land; nothing when they are let go or carried away. */
  mark(spot: UploadSpot | undefined): void;
  /** A text that may tell of shots; a page that has no use for it says nothing. */
  readList?(file: File): void;
  /** Asks the person where several files go, and makes the shots; nothing when he does not want them. */
  layOut?(files: SortedFile[], from: { at: number; refused: number }): Promise<LaidOut | undefined>;
  /** One step of the undo stack; as many as there was room for. */
  makeShots(titles: string[], at: number): ShotId[];
};
