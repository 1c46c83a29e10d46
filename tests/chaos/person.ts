import * as decoding from 'lib0/decoding';
import WebSocket from 'ws';
import * as Y from 'yjs';
import type { DocName } from '#shared/documents/doc-name.ts';
import { addShots } from '#shared/documents/index-doc.ts';
import { addPrompt } from '#shared/documents/shot-doc.ts';
import { ShotId } from '#shared/ids.ts';
import { Ack, encodeSync, MESSAGE, SYNC } from '#shared/sync/wire.ts';
import { type Journal, marksOf } from './journal.ts';
import { newUlid, type Studio } from './studio.ts';

export type Closing = { code: number; reason: string };

/** A raw client of one document. It keeps nothing: what it made and was not acknowledged is gone with its socket. */
export class Person {
  readonly doc = new Y.Doc();
  readonly name: DocName;
  readonly socket: WebSocket;
  readonly closed: Promise<Closing>;
  readonly #journal: Journal | undefined;
  /** The marks of each content frame, in the order of sending. */
  readonly #sent: string[][] = [];
  readonly #own = new Set<string>();
  readonly #known = new Set<string>();
  readonly #synced = Promise.withResolvers<void>();
  #ackedFrames = 0;
  #marksToSend: string[] = [];

  private constructor(studio: Studio, name: DocName, { journal, origin }: PersonOptions) {
    this.name = name;
    this.#journal = journal;
    const address = (origin ?? studio.server.url).replace('http', 'ws');
    this.socket = new WebSocket(`${address}/y/${name}?ack=1`, {
      headers: { cookie: studio.cookie },
      perMessageDeflate: false,
    });
    this.socket.binaryType = 'nodebuffer';
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
    this.socket.on('error', () => {});
    this.socket.once('open', () => this.socket.send(encodeSync(SYNC.step1, Y.encodeStateVector(this.doc))));
    this.socket.on('message', (bytes: Buffer) => this.#receive(bytes));
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#sendContent(SYNC.update, update);
    });
    void this.closed.then(({ code, reason }) =>
      this.#synced.reject(new Error(`closed with ${code} ${reason}`)),
    );
    this.#synced.promise.catch(() => {});
  }

  /** Without a journal it does not look into the document either: who reads a text with formats may tidy it up. */
  static async join(studio: Studio, name: DocName, options: PersonOptions = {}): Promise<Person> {
    const person = new Person(studio, name, options);
    await person.#synced.promise;
    return person;
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  get unacked(): number {
    return this.#sent.length - this.#ackedFrames;
  }

  /** One edit with a mark that can be found again: a shot, a prompt or a word of the draft. */
  edit(): void {
    const mark = newUlid();
    this.#own.add(mark);
    this.#marksToSend = [mark];
    if (this.#journal) this.#journal.made++;
    if (this.name.startsWith('p:')) {
      const at = Math.floor(Math.random() * 50);
      const shot = { id: ShotId.parse(mark), title: `Шот ${mark}` };
      addShots(this.doc, [shot], { at, randomBit: () => Math.random() < 0.5 });
    } else if (Math.random() < 0.5) {
      addPrompt(this.doc, { id: mark, text: `кадр ${mark}`, model: null, params: {}, createdAt: 0 });
    } else {
      const draft = this.doc.getText('draft');
      draft.insert(Math.random() < 0.5 ? 0 : draft.length, `‹${mark}›`);
    }
    this.#marksToSend = [];
  }

  terminate(): void {
    this.socket.terminate();
  }

  #sendContent(kind: typeof SYNC.step2 | typeof SYNC.update, update: Uint8Array): void {
    if (!this.isOpen) return;
    this.#sent.push(this.#marksToSend);
    this.socket.send(encodeSync(kind, update));
  }

  #receive(bytes: Buffer): void {
    const decoder = decoding.createDecoder(bytes);
    const message = decoding.readVarUint(decoder);
    if (message === MESSAGE.ack) this.#noteAck(Ack.parse(JSON.parse(decoding.readVarString(decoder))).n);
    if (message !== MESSAGE.sync) return;
    const kind = decoding.readVarUint(decoder);
    const payload = decoding.readVarUint8Array(decoder);
    if (kind === SYNC.step1) {
      this.#sendContent(SYNC.step2, Y.encodeStateAsUpdate(this.doc, payload));
      return;
    }
    Y.applyUpdate(this.doc, payload, this);
    this.#noteSeen();
    if (kind === SYNC.step2) this.#synced.resolve();
  }

  #noteAck(frames: number): void {
    for (; this.#ackedFrames < frames; this.#ackedFrames++)
      this.#journal?.noteAcked(this.name, this.#sent[this.#ackedFrames] ?? []);
  }

  #noteSeen(): void {
    if (!this.#journal) return;
    for (const mark of marksOf(this.doc)) {
      if (this.#known.has(mark)) continue;
      this.#known.add(mark);
      if (!this.#own.has(mark)) this.#journal.noteSeen(this.name, [mark]);
    }
  }
}

export type PersonOptions = { journal?: Journal; origin?: string };
