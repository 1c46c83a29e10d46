import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { canonicalContent } from '#shared/documents/canonical-json.ts';
import type { DocName } from '#shared/documents/doc-name.ts';
import { addShots } from '#shared/documents/index-doc.ts';
import { addPrompt } from '#shared/documents/shot-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { doubledMarks, marksOf } from './journal.ts';
import { newUlid, type Studio } from './studio.ts';
import { until } from './wait.ts';

const QUIET_TIMEOUT_MS = 20_000;

/** Stock y-websocket clients that always come back with what they have. */
export class Regulars implements Disposable {
  readonly name: DocName;
  readonly made: string[] = [];
  readonly #studio: Studio;
  readonly #providers: WebsocketProvider[];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    studio: Studio,
    name: DocName,
    { count = 3, origin }: { count?: number; origin?: string } = {},
  ) {
    this.#studio = studio;
    this.name = name;
    const address = `${(origin ?? studio.server.url).replace('http', 'ws')}/y`;
    const cookie = studio.cookie;
    class SignedInSocket extends WebSocket {
      constructor(url: string | URL) {
        super(url, { headers: { cookie } });
      }
    }
    this.#providers = Array.from(
      { length: count },
      () =>
        new WebsocketProvider(address, name, new Y.Doc(), {
          // `ws` does what the provider needs of a browser's WebSocket.
          WebSocketPolyfill: SignedInSocket as unknown as typeof globalThis.WebSocket,
          disableBc: true,
          maxBackoffTime: 50,
        }),
    );
  }

  start(perSecond: number): void {
    let turn = 0;
    this.#timer = setInterval(() => {
      const provider = this.#providers[turn++ % this.#providers.length];
      if (provider) this.#edit(provider.doc);
    }, 1000 / perSecond);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async madeMore(count: number): Promise<void> {
    const goal = this.made.length + count;
    await until('edits are made', () => this.made.length >= goal);
  }

  #edit(doc: Y.Doc): void {
    const mark = newUlid();
    this.made.push(mark);
    if (this.name.startsWith('p:')) {
      const shot = { id: ShotId.parse(mark), title: mark };
      addShots(doc, [shot], { at: 0, randomBit: () => Math.random() < 0.5 });
    } else {
      addPrompt(doc, { id: mark, text: mark, model: null, params: {}, createdAt: 0 });
      doc.getText('draft').insert(0, `‹${mark}+›`);
    }
  }

  /** Waits until all have met again, then says what is missing, doubled or different. */
  async violations(): Promise<string[]> {
    this.stop();
    const violations: string[] = [];
    try {
      await until('all clients are equal to the server', () => this.#areEqual(), QUIET_TIMEOUT_MS);
    } catch (error) {
      violations.push(String(error));
    }
    const { doc } = await this.#studio.read(this.name);
    const marks = new Set(marksOf(doc));
    for (const mark of this.made) if (!marks.has(mark)) violations.push(`lost: ${mark}`);
    for (const mark of doubledMarks(doc)) violations.push(`doubled: ${mark}`);
    return violations;
  }

  async #areEqual(): Promise<boolean> {
    if (!this.#providers.every((provider) => provider.synced)) return false;
    const { doc } = await this.#studio.read(this.name).catch(() => ({ doc: undefined }));
    if (!doc) return false;
    const content = contentOf(doc);
    return this.#providers.every((provider) => contentOf(provider.doc) === content);
  }

  [Symbol.dispose](): void {
    this.stop();
    for (const provider of this.#providers) provider.destroy();
  }
}

function contentOf(doc: Y.Doc): string {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  for (const name of ['meta', 'shots', 'prompts', 'takes', 'params', 'marks']) copy.getMap(name);
  copy.getText('draft');
  return canonicalContent(copy);
}
