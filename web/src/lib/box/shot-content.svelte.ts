import * as Y from 'yjs';
import type { OpenDoc } from '#lib/sync/engine.ts';
import type { CommandStack } from '#lib/undo/command-stack.ts';
import { ModelId } from '#shared/catalogue/model.ts';
import { LOCAL_EDIT } from '#shared/documents/index-doc.ts';
import {
  draftOf,
  listPrompts,
  listTakes,
  listTrashed,
  type PromptRecord,
  readMark,
  readParams,
  setMark,
  setParam,
  type TakeRecord,
} from '#shared/documents/shot-doc.ts';
import {
  ASSET_TRASH_ACTION_TEXT,
  MODEL_ACTION_TEXT,
  PARAMS_ACTION_TEXT,
  PROMPT_ACTION_TEXT,
} from '#shared/russian/box-text.ts';

/** No parameter of a model is called so: they are names. */
const MODEL_KEY = '@model';
/** Typing that goes on is one step back. */
const TYPING_MS = 600;

/** The document of one shot as its box shows and edits it. */
export class ShotContent {
  params = $state.raw<Record<string, unknown>>({});
  prompts = $state.raw<PromptRecord[]>([]);
  takes = $state.raw<TakeRecord[]>([]);
  /** Ids in the trash of the shot, with the time they came there. */
  trashed = $state.raw<ReadonlyMap<string, number>>(new Map());
  draftLength = $state(0);
  state = $state<ReturnType<OpenDoc['state']>>('loading');
  readonly draft: Y.Text;
  readonly #open: OpenDoc;
  readonly #commands: CommandStack;
  readonly #cleanups: (() => void)[] = [];

  constructor(open: OpenDoc, commands: CommandStack) {
    const { doc } = open;
    this.#open = open;
    this.#commands = commands;
    this.draft = draftOf(doc);
    const params = doc.getMap('params');
    const marks = doc.getMap('marks');
    const manager = new Y.UndoManager([this.draft, params, marks], {
      trackedOrigins: new Set([LOCAL_EDIT]),
      captureTimeout: TYPING_MS,
    });
    const readParameters = () => {
      this.params = readParams(doc);
    };
    const readPrompts = () => {
      this.prompts = listPrompts(doc);
    };
    const readTakes = () => this.#readTakes();
    const readMarks = () => {
      this.trashed = listTrashed(doc);
      this.#readTakes();
    };
    const readDraft = () => {
      this.draftLength = this.draft.length;
    };
    const maps = [
      { map: params, read: readParameters },
      { map: doc.getMap('prompts'), read: readPrompts },
      { map: doc.getMap('takes'), read: readTakes },
      { map: marks, read: readMarks },
    ];
    for (const { map, read } of maps) {
      map.observe(read);
      this.#cleanups.push(() => map.unobserve(read));
      read();
    }
    this.draft.observe(readDraft);
    this.#cleanups.push(() => this.draft.unobserve(readDraft));
    readDraft();
    this.#cleanups.push(
      commands.track(manager),
      () => manager.destroy(),
      open.subscribe(() => {
        this.state = open.state();
      }),
    );
    this.state = open.state();
  }

  #readTakes(): void {
    const { doc } = this.#open;
    this.takes = listTakes(doc).filter(({ id }) => (readMark(doc, id, 'deletedAt') ?? null) === null);
  }

  get model(): ModelId | undefined {
    const model = ModelId.safeParse(this.params[MODEL_KEY]);
    return model.success ? model.data : undefined;
  }

  chooseModel(model: ModelId): void {
    if (model === this.model) return;
    this.#commands.run(MODEL_ACTION_TEXT, () => setParam(this.#open.doc, MODEL_KEY, model));
  }

  /** `undefined` goes back to what the model takes where nothing was said. */
  setParam(name: string, value: unknown): void {
    this.#commands.run(PARAMS_ACTION_TEXT, () => setParam(this.#open.doc, name, value ?? null));
  }

  /** Model and parameters in one step. */
  fill(model: ModelId, params: Record<string, unknown>): void {
    this.#commands.run(PARAMS_ACTION_TEXT, () =>
      this.#open.doc.transact(() => {
        const map = this.#open.doc.getMap('params');
        map.set(MODEL_KEY, model);
        for (const [name, value] of Object.entries(params)) map.set(name, value);
      }, LOCAL_EDIT),
    );
  }

  editPrompt(change: () => void): void {
    this.#commands.run(PROMPT_ACTION_TEXT, change);
  }

  /** The prompt of an earlier take, with the model and the parameters that are known of it. */
  beginFrom(text: string, how: { model: ModelId; params: Record<string, unknown> } | undefined): void {
    const { doc } = this.#open;
    this.editPrompt(() =>
      doc.transact(() => {
        this.draft.delete(0, this.draft.length);
        this.draft.insert(0, text);
        const map = doc.getMap('params');
        if (how) map.set(MODEL_KEY, how.model);
        for (const [name, value] of Object.entries(how?.params ?? {})) map.set(name, value);
      }, LOCAL_EDIT),
    );
  }

  /** Into the trash of the shot; what it is and what it cost stays on record. */
  throwAway(asset: string): void {
    this.#mark(asset, Date.now());
  }

  restore(asset: string): void {
    this.#mark(asset, null);
  }

  #mark(asset: string, deletedAt: number | null): void {
    this.#commands.run(ASSET_TRASH_ACTION_TEXT, () =>
      setMark(this.#open.doc, asset, { mark: 'deletedAt', value: deletedAt }),
    );
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    await this.#open.close();
  }
}
