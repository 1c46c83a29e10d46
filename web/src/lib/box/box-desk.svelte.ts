import { createContext } from 'svelte';
import { followCatalogue } from '#lib/catalogue/follow-catalogue.ts';
import { Clock } from '#lib/jobs/clock.svelte.ts';
import { JobDesk } from '#lib/jobs/job-desk.ts';
import { ProjectLedger } from '#lib/jobs/project-ledger.svelte.ts';
import { Shelf } from '#lib/shelf/shelf.svelte.ts';
import { Storyboard } from '#lib/storyboard/storyboard.svelte.ts';
import type { OpenDoc, SyncEngine } from '#lib/sync/engine.ts';
import { CommandStack } from '#lib/undo/command-stack.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import { firstUsable } from '#shared/catalogue/first-usable.ts';
import { projectParams } from '#shared/catalogue/form-fields.ts';
import type { Catalogue, Model, Purpose } from '#shared/catalogue/model.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { setHeadliner } from '#shared/documents/headliner.ts';
import type { Shot } from '#shared/documents/index-doc.ts';
import { type ProjectSettings, readSettings } from '#shared/documents/project-settings.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';
import { typicalMsByModel } from '#shared/jobs/queue-figures.ts';
import { fileNameOf } from '#shared/projects/file-name.ts';
import { HEADLINER_ACTION_TEXT } from '#shared/russian/box-text.ts';

/** What the boxes of one project share: its storyboard, its jobs and assets, the catalogue, the steps back. */
export class BoxDesk {
  readonly project: ProjectId;
  readonly engine: SyncEngine;
  readonly commands = new CommandStack();
  readonly board: Storyboard;
  readonly shelf: Shelf;
  readonly ledger: ProjectLedger;
  readonly jobs: JobDesk;
  readonly clock = new Clock();
  catalogue = $state.raw<Catalogue>();
  settings = $state.raw<ProjectSettings>();
  canEdit = $state(false);
  /** Assets that are about to go to another shot. */
  moving = $state.raw<AssetRecord[]>();
  readonly typicalMs: ReadonlyMap<string, number> = $derived.by(() =>
    typicalMsByModel(this.ledger.jobs.values()),
  );
  readonly #index: OpenDoc;
  readonly #cleanups: (() => void)[] = [];

  constructor(engine: SyncEngine, project: ProjectId) {
    this.project = project;
    this.engine = engine;
    this.#index = engine.open(docNameOf({ kind: 'index', project }));
    this.board = new Storyboard(this.#index, this.commands);
    this.shelf = new Shelf(engine.open(docNameOf({ kind: 'index', project })), this.commands);
    this.ledger = new ProjectLedger(engine, project);
    this.jobs = new JobDesk(engine);
    const meta = this.#index.doc.getMap('meta');
    const readMeta = () => {
      this.settings = readSettings(this.#index.doc);
    };
    meta.observe(readMeta);
    readMeta();
    this.#cleanups.push(
      () => meta.unobserve(readMeta),
      followCatalogue(engine, (catalogue) => {
        this.catalogue = catalogue;
      }),
    );
  }

  placeOf(shot: ShotId): number {
    return this.board.placeOf(shot);
  }

  neighbour(shot: ShotId, step: 1 | -1): Shot | undefined {
    const place = this.placeOf(shot);
    return place < 0 ? undefined : this.board.shots[place + step];
  }

  findModel(id: string | undefined): Model | undefined {
    return this.catalogue?.models.find((model) => model.id === id);
  }

  /** What is taken for a purpose where nothing was chosen: the project's own, or the first there is. */
  usualModel(purpose: Purpose): Model | undefined {
    const own = purpose === 'video' ? this.settings?.videoModel : this.settings?.imageModel;
    const chosen = this.findModel(own ?? undefined);
    if (chosen?.purpose === purpose && !chosen.isOff) return chosen;
    const today = new Date().toISOString().slice(0, 10);
    return firstUsable(this.catalogue?.models ?? [], { purpose, today });
  }

  /** What a model is asked for: what stands in the shot, and under it what the project begins with. */
  withUsual(model: Model, params: Record<string, unknown>): Record<string, unknown> {
    const usual = this.settings ? projectParams(model.schema, this.settings) : {};
    const said = Object.entries(params).filter(([, value]) => value !== null && value !== undefined);
    return { ...usual, ...Object.fromEntries(said) };
  }

  /** By the project's template; `number` is the one that the box shows. */
  fileNameFor(asset: AssetRecord, shot: ShotId, number: number): string {
    const project = this.engine.projects().find(({ id }) => id === this.project);
    return fileNameOf(
      this.settings?.naming ?? '{project}_{shot}_{asset}',
      {
        project: project?.name ?? '',
        shot: String(this.placeOf(shot) + 1).padStart(3, '0'),
        title: this.board.find(shot)?.title ?? '',
        asset: String(number).padStart(2, '0'),
        date: new Date().toISOString().slice(0, 10),
      },
      asset.type.split('/')[1]?.replace('jpeg', 'jpg') ?? '',
    );
  }

  chooseHeadliner(shot: ShotId, asset: string | null): void {
    this.commands.run(HEADLINER_ACTION_TEXT, () => setHeadliner(this.#index.doc, shot, asset));
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    this.ledger.close();
    await this.shelf.close();
    await this.board.close();
  }
}

export const [getBoxDesk, setBoxDesk] = createContext<BoxDesk>();
