import type * as Y from 'yjs';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { Catalogue } from '#shared/catalogue/model.ts';
import type { DocName } from '#shared/documents/doc-name.ts';
import type { Fault } from '#shared/fault.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { JobRecord } from '#shared/jobs/job-record.ts';
import type { ProjectBudget } from '#shared/jobs/project-budget.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';
import type { FilmMark, FilmPrompt } from '#shared/storyboard/film-records.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import type { Drop, OutboxItem } from './local-store.ts';
import type { Presence } from './presence.ts';
import type { ExtraKind } from './record-cache.ts';

/** Where the edits of this device are. `inMemory` dies with the tab, `onDevice` waits for the server. */
export type SaveState = {
  inMemory: number;
  onDevice: number;
  link: 'offline' | 'connecting' | 'online';
  /** What keeps edits from moving on, the newest first; empty when nothing does. */
  troubles: Trouble[];
  lastServerAtMs: number | undefined;
  signedOut: boolean;
  /** This browser stores nothing: edits live in the page until the server has them. */
  keepsNothing: boolean;
};

export type Trouble =
  | { kind: 'device_write_failed'; doc: DocName; reason: string }
  | { kind: 'document_refused'; doc: DocName; fault: Fault }
  | { kind: 'mutation_refused'; id: string; fault: Fault }
  | { kind: 'server'; fault: Fault };

/** One line of the sheet «Не отправлено». */
export type UnsentItem =
  | { kind: 'document'; doc: DocName; project: ProjectId; rows: number; bytes: number; sinceMs: number }
  | { kind: 'mutation'; id: string; mutation: Mutation; sinceMs: number; fault: Fault | undefined };

/** A document that this tab holds open. Edits go into `doc` with an origin of the tab's own. */
export type OpenDoc = {
  readonly name: DocName;
  readonly doc: Y.Doc;
  /** Everything that stands on this device has been read. Resolves offline too. */
  readonly loaded: Promise<void>;
  /** `missing`: nothing on this device and the server could not be asked yet. */
  state(): 'loading' | 'missing' | 'local' | 'synced' | 'refused';
  subscribe(listener: () => void): () => void;
  /** Who else looks at it. */
  readonly presence: Presence;
  close(): Promise<void>;
};

/** What the server's feed of a project says, as it stands on this device. */
export type ProjectRecords = {
  readonly jobs: ReadonlyMap<string, JobRecord>;
  readonly assets: ReadonlyMap<string, AssetRecord>;
  readonly budget: ProjectBudget | undefined;
  /** By `<shot>:<id>`, and empty unless they were asked for. */
  readonly prompts: ReadonlyMap<string, FilmPrompt>;
  readonly marks: ReadonlyMap<string, FilmMark>;
  /** The feed has been read at least once: what is missing in it is missing on the server. */
  readonly isKnown: boolean;
};

/** One act of a person that touches documents and the outbox: after a kill all of it is there, or nothing. */
export type Act = {
  edits: { doc: DocName; edit: (doc: Y.Doc) => void }[];
  mutations: Mutation[];
  /** Mutations that are given up. */
  drops?: Drop[];
};

export type SyncEngine = {
  open(name: DocName): OpenDoc;
  /** The document as it stands on this device, without a socket; edits of this copy go nowhere. */
  localCopy(name: DocName): Promise<Y.Doc>;
  /** Written to the outbox on this device; sent when the net allows. */
  mutate(mutation: Mutation): Promise<void>;
  /** Rejects when the device could not write; nothing has happened then. */
  act(act: Act): Promise<void>;
  /** What waits on this device, launches that need a word among it. */
  outbox(): OutboxItem[];
  /** A person's word for launches that were not sent at once. */
  consent(ids: string[]): Promise<void>;
  /**
   * Keeps the records of a project fresh, and tells of every change and of which kinds; of `more` only to whom it was said.
   * Returns what ends it.
   */
  watchRecords(
    project: ProjectId,
    listener: (records: ProjectRecords, kinds: ReadonlySet<string>) => void,
    more?: readonly ExtraKind[],
  ): () => void;
  /** Some assets of a project as they stand on this device, without following it. */
  findAssets(project: ProjectId, ids: string[]): Promise<AssetRecord[]>;
  /** What can be asked for, as the server said it last. */
  catalogue(): Promise<Catalogue | undefined>;
  projects(): ProjectRecord[];
  /** Looks for news of the projects every few seconds, for a page that has no document open. Returns what ends it. */
  watchProjects(): () => void;
  saveState(): SaveState;
  subscribe(listener: () => void): () => void;
  listUnsent(): Promise<UnsentItem[]>;
  /** A mutation the server refused for good is thrown away by the person's own choice. */
  dropMutation(id: string): Promise<void>;
  /** Everything of this device that the server lacks, as one file. */
  exportCopy(): Promise<Blob>;
  /** Wipes this user's data from this device. */
  wipe(): Promise<void>;
  close(): Promise<void>;
};
