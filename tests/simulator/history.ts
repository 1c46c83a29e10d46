import type * as Y from 'yjs';
import { type DocName, docNameOf } from '#shared/documents/doc-name.ts';
import {
  addShots,
  initIndexDoc,
  listShots,
  moveShots,
  renameShot,
  restoreShots,
  setShotState,
  trashShots,
} from '#shared/documents/index-doc.ts';
import { addPrompt, draftOf } from '#shared/documents/shot-doc.ts';
import { MutationId, ProjectId, ShotId } from '#shared/ids.ts';
import { createUlid, Ulid } from '#shared/ulid.ts';
import type { Dice } from './dice.ts';
import type { Oracle } from './oracle.ts';
import type { SimDevice, SimTab } from './sim-device.ts';

/** What the people of a simulated history do. */
export class People {
  readonly #dice: Dice;
  readonly #oracle: Oracle;
  readonly projects: ProjectId[] = [];
  readonly shots: { project: ProjectId; shot: ShotId }[] = [];
  #counter = 0;

  constructor(dice: Dice, oracle: Oracle) {
    this.#dice = dice;
    this.#oracle = oracle;
  }

  #ulid(): string {
    return createUlid({ nowMs: () => Date.now(), randomByte: () => this.#dice.whole(0, 255) });
  }

  async createProject(device: SimDevice, tab: SimTab): Promise<void> {
    const project = ProjectId.parse(this.#ulid());
    const created = tab.engine?.mutate({
      id: MutationId.parse(this.#ulid()),
      kind: 'project.create',
      project,
      name: 'Фильм',
    });
    void created?.then(async () => {
      if (tab.isDead) return;
      this.projects.push(project);
      const doc = this.#open(tab, docNameOf({ kind: 'index', project }));
      this.#oracle.edit(
        doc,
        {
          doc: docNameOf({ kind: 'index', project }),
          device: device.name,
          what: `the name of ${project}`,
          isIn: (final) => final.getMap('meta').has('name'),
        },
        () => initIndexDoc(doc, 'Фильм'),
      );
    });
  }

  #open(tab: SimTab, name: DocName): Y.Doc {
    const known = tab.open.get(name);
    if (known) return known.doc;
    const opened = tab.engine?.open(name);
    if (!opened) throw new Error('the tab has no engine');
    tab.open.set(name, opened);
    return opened.doc;
  }

  /** One random edit in one tab. */
  edit(device: SimDevice, tab: SimTab): void {
    // A person can open only what this device has heard of.
    const projects = this.projects.filter((id) =>
      tab.engine?.projects().some((project) => project.id === id),
    );
    const shots = this.shots.filter(({ project }) => projects.includes(project));
    if (projects.length === 0) return;
    if (shots.length > 0 && this.#dice.chance(0.4)) this.#editShot(device, tab, this.#dice.pick(shots));
    else this.#editIndex(device, tab, this.#dice.pick(projects));
  }

  #editIndex(device: SimDevice, tab: SimTab, project: ProjectId): void {
    const name = docNameOf({ kind: 'index', project });
    const doc = this.#open(tab, name);
    const shots = listShots(doc);
    const randomBit = () => this.#dice.chance(0.5);
    const act = this.#dice.whole(0, 9);
    const some = () => this.#dice.pick(shots).id;
    if (shots.length === 0 || act <= 3) {
      const shot = ShotId.parse(this.#ulid());
      this.shots.push({ project, shot });
      this.#oracle.edit(
        doc,
        {
          doc: name,
          device: device.name,
          what: `shot ${shot}`,
          isIn: (final) => final.getMap('shots').has(shot),
        },
        () =>
          addShots(doc, [{ id: shot, title: 'Шот' }], { at: this.#dice.whole(0, shots.length), randomBit }),
      );
    } else if (act <= 5) {
      const id = some();
      this.#oracle.edit(
        doc,
        {
          doc: name,
          device: device.name,
          what: `a title of ${id}`,
          isIn: (final) => final.getMap('shots').has(id),
        },
        () => renameShot(doc, id, `Название ${++this.#counter}`),
      );
    } else if (act === 6) moveShots(doc, [some()], { at: this.#dice.whole(0, shots.length), randomBit });
    else if (act === 7) trashShots(doc, [some()], Date.now());
    else if (act === 8) restoreShots(doc, [some()]);
    else setShotState(doc, [some()], this.#dice.pick(['waiting', 'in_progress', 'ready']));
  }

  #editShot(device: SimDevice, tab: SimTab, { project, shot }: { project: ProjectId; shot: ShotId }): void {
    const name = docNameOf({ kind: 'shot', project, shot });
    const doc = this.#open(tab, name);
    const mark = `[${++this.#counter}]`;
    if (this.#dice.chance(0.5)) {
      const draft = draftOf(doc);
      this.#oracle.edit(
        doc,
        {
          doc: name,
          device: device.name,
          what: `text ${mark}`,
          isIn: (final) => draftOf(final).toJSON().includes(mark),
        },
        () => draft.insert(this.#startOfMark(draft.toJSON()), mark),
      );
    } else {
      const id = Ulid.parse(this.#ulid());
      this.#oracle.edit(
        doc,
        {
          doc: name,
          device: device.name,
          what: `prompt ${id}`,
          isIn: (final) => final.getMap('prompts').has(id),
        },
        () => addPrompt(doc, { id, text: mark, model: null, params: {}, createdAt: Date.now() }),
      );
    }
  }

  /** Between two marks, so that no mark is split by the next. */
  #startOfMark(text: string): number {
    const starts = [0, text.length, ...[...text.matchAll(/\[/g)].map((match) => match.index)];
    return this.#dice.pick(starts);
  }

  async closeSomeDoc(tab: SimTab): Promise<void> {
    const [name] = [...tab.open.keys()];
    if (!name || !this.#dice.chance(0.5)) return;
    const opened = tab.open.get(name);
    tab.open.delete(name);
    await opened?.close();
  }

  docNames(): DocName[] {
    return [
      ...this.projects.map((project) => docNameOf({ kind: 'index', project })),
      ...this.shots.map(({ project, shot }) => docNameOf({ kind: 'shot', project, shot })),
    ];
  }
}
