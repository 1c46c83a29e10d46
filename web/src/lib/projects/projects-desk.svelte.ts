import { createContext } from 'svelte';
import { newUlid } from '#lib/new-id.ts';
import type { QueueWatch } from '#lib/queue/queue-watch.svelte.ts';
import { download, downloadFrom } from '#lib/save/download.ts';
import type { SyncEngine } from '#lib/sync/engine.ts';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';
import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import { renameProject } from '#shared/documents/index-doc.ts';
import { cleanTitle } from '#shared/documents/plain-text.ts';
import { MutationId, ProjectId } from '#shared/ids.ts';
import { fileNameOf } from '#shared/projects/file-name.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';
import {
  duplicatedProjectText,
  exportedWithoutText,
  NOT_RENAMED_TEXT,
  NOT_STORED_TEXT,
  notExportedText,
  restoredProjectText,
  trashedProjectText,
} from '#shared/russian/projects-text.ts';
import { CANCEL_TEXT, titleText } from '#shared/russian/storyboard-text.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import { arrangeProjects } from './arrange-projects.ts';
import { editIndex } from './edit-index.ts';
import { freeCopyName } from './free-name.ts';
import { fetchProjectFile } from './project-files.ts';
import { isOnlyHere, ProjectList } from './project-list.svelte.ts';
import { type ListView, loadListView, storeListView } from './stored-view.ts';

/** Fewer projects are found faster by eye. */
const SEARCH_FROM = 9;

type Ports = { engine: SyncEngine; queue: QueueWatch; toasts: Toasts; announcer: Announcer };
type Part = { kind: 'trash' | 'restore' } | { kind: 'duplicate'; copy: ProjectId; name: string };

/** What the projects page shows and does. */
export class ProjectsDesk {
  readonly list: ProjectList;
  readonly engine: SyncEngine;
  readonly #queue: QueueWatch;
  readonly #toasts: Toasts;
  readonly #announcer: Announcer;
  search = $state('');
  isTrash = $state(false);
  #view = $state.raw(loadListView());
  /** The project whose dialog or menu is open. */
  renaming = $state.raw<ProjectRecord>();
  trashing = $state.raw<ProjectRecord>();
  menu = $state.raw<{ project: ProjectRecord; anchor: HTMLElement | { x: number; y: number } }>();
  isNaming = $state(false);
  importing = $state.raw<File>();

  constructor({ engine, queue, toasts, announcer }: Ports) {
    this.engine = engine;
    this.#queue = queue;
    this.list = new ProjectList(engine);
    this.#toasts = toasts;
    this.#announcer = announcer;
  }

  get shown(): ProjectRecord[] {
    const { search, isTrash } = this;
    return arrangeProjects(this.list.all, { search, isTrash, order: this.#view.order });
  }

  get inUse(): ProjectRecord[] {
    return this.list.all.filter(({ trashedAt }) => trashedAt === null);
  }

  get names(): string[] {
    return this.inUse.map(({ name }) => name);
  }

  get inTrash(): number {
    return this.list.all.length - this.inUse.length;
  }

  get hasSearch(): boolean {
    const listed = this.isTrash ? this.inTrash : this.inUse.length;
    return listed >= SEARCH_FROM || this.search !== '';
  }

  get view(): ListView {
    return this.#view;
  }

  set view(view: ListView) {
    this.#view = view;
    storeListView(view);
  }

  /** What the menu and the keys may do with a project. */
  may(project: ProjectRecord): Record<'rename' | 'trash' | 'restore' | 'duplicate' | 'export', boolean> {
    const isInUse = project.trashedAt === null;
    return {
      rename: isInUse && project.role !== 'viewer',
      trash: isInUse && project.role === 'owner',
      restore: !isInUse && project.role === 'owner',
      duplicate: isInUse && !isOnlyHere(project),
      export: !isOnlyHere(project),
    };
  }

  async rename(project: ProjectRecord, name: string): Promise<void> {
    const title = cleanTitle(name);
    if (title === '' || title === project.name) return;
    const isDone = await editIndex(this.engine, project.id, (doc) => renameProject(doc, title)).catch(
      () => false,
    );
    if (!isDone) this.#toasts.fail(NOT_RENAMED_TEXT);
  }

  /** How much of its work goes on or waits, as far as this device knows. */
  countUnfinished({ id }: ProjectRecord): number {
    const { now, waiting } = this.#queue.book?.tabs ?? { now: [], waiting: [] };
    return [...now, ...waiting].filter(({ project, state }) => project === id && state !== 'needs_human')
      .length;
  }

  /** Asks first when work would be called off with it. */
  async askToTrash(project: ProjectRecord): Promise<void> {
    if (this.may(project).trash && this.countUnfinished(project) > 0) this.trashing = project;
    else await this.trash(project);
  }

  async trash(project: ProjectRecord): Promise<void> {
    if (!this.may(project).trash || !(await this.#mutate(project, { kind: 'trash' }))) return;
    const text = trashedProjectText(titleText(project.name));
    this.#announcer.say(text);
    this.#toasts.show(text, {
      label: CANCEL_TEXT,
      run: () => void this.#mutate(project, { kind: 'restore' }),
    });
  }

  async restore(project: ProjectRecord): Promise<void> {
    if (!this.may(project).restore || !(await this.#mutate(project, { kind: 'restore' }))) return;
    this.#toasts.show(restoredProjectText(titleText(project.name)));
  }

  async duplicate(project: ProjectRecord): Promise<void> {
    if (!this.may(project).duplicate) return;
    const name = freeCopyName(titleText(project.name), this.names);
    const copy = ProjectId.parse(newUlid());
    if (await this.#mutate(project, { kind: 'duplicate', copy, name }))
      this.#toasts.show(duplicatedProjectText(name));
  }

  async exportFile(project: ProjectRecord): Promise<void> {
    const exported = await fetchProjectFile(project.id);
    if (!exported.ok) return this.#toasts.fail(notExportedText(exported.fault));
    const { url, file, lostAssets } = exported.value;
    const values = { project: project.name, shot: '', title: '', asset: '', date: '' };
    const name = fileNameOf('{project}', values, 'raskadr');
    if (file) download(file, name);
    else downloadFrom(url, name);
    if (lostAssets > 0) this.#toasts.fail(exportedWithoutText(lostAssets));
  }

  async #mutate({ id: project }: ProjectRecord, part: Part): Promise<boolean> {
    const id = MutationId.parse(newUlid());
    const mutation: Mutation =
      part.kind === 'duplicate'
        ? { id, kind: 'project.duplicate', project: part.copy, from: project, name: part.name }
        : { id, kind: `project.${part.kind}`, project };
    try {
      await this.engine.mutate(mutation);
      return true;
    } catch {
      this.#toasts.fail(NOT_STORED_TEXT);
      return false;
    }
  }
}

export const [getProjectsDesk, setProjectsDesk] = createContext<ProjectsDesk>();
