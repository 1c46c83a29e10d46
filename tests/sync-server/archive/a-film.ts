import fc from 'fast-check';
import * as Y from 'yjs';
import type { BlobStore } from '#server/blobs/blob-store.ts';
import type { Core } from '#server/core.ts';
import { sql } from '#server/database/sql.ts';
import { createProjectStatements } from '#server/projects/create-project.ts';
import { type DocName, docNameOf } from '#shared/documents/doc-name.ts';
import { addShots, initIndexDoc, listShots, renameShot, trashShots } from '#shared/documents/index-doc.ts';
import { addScene } from '#shared/documents/scenario-doc.ts';
import { addPrompt, addTake, draftOf, setMark, setParam } from '#shared/documents/shot-doc.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import { createUlid } from '#shared/ulid.ts';
import { USER } from '../a-core.ts';
import { anAsset } from '../assets/an-asset.ts';

/** A film as chance makes it: what each of several people did, in turns. */
export type Film = { name: string; acts: { person: number; kind: number; text: string; at: number }[] };

export const aFilm: fc.Arbitrary<Film> = fc.record({
  name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  acts: fc.array(
    fc.record({
      person: fc.nat(2),
      kind: fc.nat(9),
      text: fc.string({ unit: 'grapheme', maxLength: 30 }),
      at: fc.nat(50),
    }),
    { maxLength: 40 },
  ),
});

let made = 0;

function newId(): string {
  made++;
  return createUlid({ nowMs: () => made, randomByte: () => Math.floor(Math.random() * 256) });
}

/** Plays a film out on the server's own rooms and returns its project. */
export async function shoot(
  core: Core,
  { name, acts }: Film,
  afterEach: () => Promise<void> = async () => {},
): Promise<ProjectId> {
  const project = ProjectId.parse(newId());
  await core.database.write(createProjectStatements({ project, name, user: USER, nowMs: 1 }));
  const stage = new Stage(core, project);
  await stage.act({ kind: 'index', project }, 0, (doc) => initIndexDoc(doc, name));
  for (const act of acts) {
    await stage.play(act);
    await afterEach();
  }
  return project;
}

/** What the jobs of a film brought: assets of its shots, some with the same content. */
export async function develop(
  { database, blobs }: Core & { blobs: BlobStore },
  project: ProjectId,
  { acts }: Film,
): Promise<void> {
  for (const { kind, text, at } of acts) {
    if (kind < 5) continue;
    await anAsset(
      { database, blobs },
      {
        ...{ project, shot: shotId(), content: text || 'пусто', position: at, createdAt: at + 1 },
        ...{ job: kind === 6 ? JobId.parse(newId()) : null, take: kind === 7 ? newId() : null },
        ...(kind === 8 ? { kind: 'video', type: 'video/mp4', durationMs: at } : {}),
      },
    );
  }
}

type Address = Parameters<typeof docNameOf>[0];

class Stage {
  readonly #core: Core;
  readonly #project: ProjectId;
  readonly #replicas = new Map<string, Y.Doc>();

  constructor(core: Core, project: ProjectId) {
    this.#core = core;
    this.#project = project;
  }

  async play({ person, kind, text, at }: Film['acts'][number]): Promise<void> {
    const project = this.#project;
    const index: Address = { kind: 'index', project };
    const shots = listShots(await this.#committed(docNameOf(index)));
    const shot = shots[at % Math.max(shots.length, 1)]?.id ?? ShotId.parse(newId());
    const box: Address = { kind: 'shot', project, shot };
    const randomBit = () => Math.random() < 0.5;
    if (kind <= 2)
      await this.act(index, person, (doc) =>
        addShots(doc, [{ id: shotId(), title: text }], { at, randomBit }),
      );
    else if (kind === 3) await this.act(index, person, (doc) => renameShot(doc, shot, text));
    else if (kind === 4) await this.act(index, person, (doc) => trashShots(doc, [shot], at));
    else if (kind === 5) await this.act(box, person, (doc) => type(draftOf(doc), text, at));
    else if (kind === 6)
      await this.act(box, person, (doc) => {
        const id = newId();
        addPrompt(doc, { id, text, model: null, params: { at }, createdAt: at });
        addTake(doc, { id: newId(), prompt: id, job: null, createdAt: at });
      });
    else if (kind === 7) await this.act(box, person, (doc) => setParam(doc, `p${at % 5}`, text));
    else if (kind === 8)
      await this.act(box, person, (doc) => setMark(doc, text.slice(0, 9), { mark: 'rating', value: at }));
    else
      await this.act({ kind: 'scenario', project }, person, (doc) =>
        addScene(doc, { id: newId(), order: `a${at}`, title: text, text }),
      );
  }

  /** One person edits a replica of their own; only what is new goes to the server. */
  async act(address: Address, person: number, edit: (doc: Y.Doc) => void): Promise<void> {
    const name = docNameOf(address);
    const key = `${name} ${person}`;
    const doc = this.#replicas.get(key) ?? new Y.Doc();
    this.#replicas.set(key, doc);
    await this.#core.rooms.use(name, async (room) => {
      Y.applyUpdate(doc, room.encodedState());
      const before = Y.encodeStateVector(doc);
      edit(doc);
      const accepted = room.submit({
        bytes: Y.encodeStateAsUpdate(doc, before),
        user: USER,
        from: undefined,
      });
      if (accepted.kind === 'refused') throw new Error(JSON.stringify(accepted.fault));
      await accepted.written;
    });
  }

  #committed(name: DocName): Promise<Y.Doc> {
    return this.#core.rooms.use(name, (room) => room.committed);
  }
}

function shotId(): ShotId {
  return ShotId.parse(newId());
}

function type(text: Y.Text, typed: string, at: number): void {
  text.insert(Math.min(at, text.length), typed);
  if (at % 3 === 0 && text.length > 4) text.delete(0, 3);
}

/** Everything that the server holds, as one value. */
export async function everyRow(core: Core): Promise<unknown> {
  const tables = await core.database.read(sql("SELECT name FROM sqlite_master WHERE type = 'table'"));
  const rows = [];
  for (const { name } of tables) rows.push([name, await core.database.read(sql(`SELECT * FROM ${name}`))]);
  return rows;
}
