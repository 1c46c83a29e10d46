import * as Y from 'yjs';
import type { OpenDoc } from '#lib/sync/engine.ts';
import type { CommandStack } from '#lib/undo/command-stack.ts';
import { ModelId } from '#shared/catalogue/model.ts';
import {
  type AssetMarks,
  listMarked,
  markedAsset,
  readAssetMarks,
  setMarks,
} from '#shared/documents/asset-marks.ts';
import { LOCAL_EDIT } from '#shared/documents/index-doc.ts';
import {
  type AssetMark,
  draftOf,
  listPrompts,
  listTakes,
  listTrashed,
  type PromptRecord,
  readMark,
  readParams,
  setParam,
  type TakeRecord,
} from '#shared/documents/shot-doc.ts';
import {
  ASSET_TRASH_ACTION_TEXT,
  MARK_ACTION_TEXT,
  MODEL_ACTION_TEXT,
  PARAMS_ACTION_TEXT,
  PROMPT_ACTION_TEXT,
} from '#shared/russian/box-text.ts';
import { changeBetween } from './text-difference.ts';

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
  /** What the author says of assets, by asset; where nothing is said, nothing stands. */
  marks = $state.raw<ReadonlyMap<string, AssetMarks>>(new Map());
  /** The draft as it stands; other words of the same length are another text. */
  draftText = $state('');
  state = $state<ReturnType<OpenDoc['state']>>('loading');
  readonly draft: Y.Text;
  readonly #open: OpenDoc;
  readonly #commands: CommandStack;
  readonly #manager: Y.UndoManager;
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
    this.#manager = manager;
    const readParameters = () => {
      this.params = readParams(doc);
    };
    const readPrompts = () => {
      this.prompts = listPrompts(doc);
    };
    const readTakes = () => this.#readTakes();
    const readMarks = (event?: Y.YMapEvent<unknown>) => {
      const keys = event && [...event.keysChanged].filter((key) => key !== null);
      this.#readMarked(keys ? new Set(keys.map(markedAsset)) : listMarked(doc));
      if (keys?.every((key) => !key.endsWith(':deletedAt'))) return;
      this.trashed = listTrashed(doc);
      this.#readTakes();
    };
    const readDraft = () => {
      this.draftText = this.draft.toString();
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

  /** Read anew only where something was said: the tiles of all others stay as they are. */
  #readMarked(assets: ReadonlySet<string>): void {
    const marks = new Map(this.marks);
    for (const asset of assets) marks.set(asset, readAssetMarks(this.#open.doc, asset));
    this.marks = marks;
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
    this.#alone(PARAMS_ACTION_TEXT, () =>
      this.#open.doc.transact(() => this.#setParams(model, params), LOCAL_EDIT),
    );
  }

  editPrompt(change: () => void): void {
    this.#commands.run(PROMPT_ACTION_TEXT, change);
  }

  /** The whole of another text in place of the draft; what both have in common stays untouched. */
  replaceDraft(text: string): void {
    this.editPrompt(() => this.#open.doc.transact(() => this.#writeDraft(text), LOCAL_EDIT));
  }

  /** The prompt of an earlier take, with the model and the parameters that are known of it. */
  beginFrom(text: string, how: { model: ModelId; params: Record<string, unknown> } | undefined): void {
    this.#alone(PROMPT_ACTION_TEXT, () =>
      this.#open.doc.transact(() => {
        this.#writeDraft(text);
        if (how) this.#setParams(how.model, how.params);
      }, LOCAL_EDIT),
    );
  }

  /** Answers with what puts draft, model and parameters back as they stand now. */
  keepDraft(): () => void {
    const [text, params] = [this.draft.toString(), this.params];
    return () =>
      this.#alone(PROMPT_ACTION_TEXT, () =>
        this.#open.doc.transact(() => {
          this.#writeDraft(text);
          const map = this.#open.doc.getMap('params');
          for (const name of map.keys()) if (!Object.hasOwn(params, name)) map.delete(name);
          for (const [name, value] of Object.entries(params)) map.set(name, value);
        }, LOCAL_EDIT),
      );
  }

  #writeDraft(text: string): void {
    const change = changeBetween(this.draft.toString(), text, text.length);
    if (!change) return;
    if (change.removed > 0) this.draft.delete(change.at, change.removed);
    if (change.inserted !== '') this.draft.insert(change.at, change.inserted);
  }

  #setParams(model: ModelId, params: Record<string, unknown>): void {
    const map = this.#open.doc.getMap('params');
    map.set(MODEL_KEY, model);
    for (const [name, value] of Object.entries(params)) map.set(name, value);
  }

  /** Into the trash of the shot; what it is and what it cost stays on record. */
  throwAway(assets: string[]): void {
    this.#say(ASSET_TRASH_ACTION_TEXT, assets, { mark: 'deletedAt', value: Date.now() });
  }

  restore(assets: string[]): void {
    this.#say(ASSET_TRASH_ACTION_TEXT, assets, { mark: 'deletedAt', value: null });
  }

  mark(assets: string[], mark: Exclude<AssetMark, 'deletedAt'>, value: unknown): void {
    this.#say(MARK_ACTION_TEXT[mark], assets, { mark, value });
  }

  #say(label: string, assets: string[], { mark, value }: { mark: AssetMark; value: unknown }): void {
    this.#alone(label, () => setMarks(this.#open.doc, assets, mark, value));
  }

  /** A step of its own, however quickly it follows another. */
  #alone(label: string, edit: () => void): void {
    this.#manager.stopCapturing();
    this.#commands.run(label, edit);
    this.#manager.stopCapturing();
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    await this.#open.close();
  }
}
