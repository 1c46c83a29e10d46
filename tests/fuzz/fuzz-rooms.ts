import * as Y from 'yjs';
import type { Connection } from '#server/documents/connection.ts';
import { loadDoc } from '#server/documents/doc-log.ts';
import type { Room } from '#server/documents/room.ts';
import { type DocKind, type DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import { decodeFrame, encodeSync, SYNC } from '#shared/sync/wire.ts';
import { Dice } from '../simulator/dice.ts';
import { Arena, settle } from './arena.ts';
import { honestEdit, hostileEdit } from './edits.ts';
import { mutate } from './mutator.ts';
import { differences } from './replicas.ts';
import { CASE_MAX_MS, cpuMsSince, describeCase, emptyReport, type FuzzReport } from './report.ts';

const CASES_PER_DOC = 40;

/** Throws damaged frames at the real rooms. */
export async function fuzzRooms({ cases, seed }: { cases: number; seed: number }): Promise<FuzzReport> {
  await using arena = await Arena.open();
  const report = emptyReport();
  for (let n = 0; report.cases < cases; n++) {
    const docSeed = seed * 1_000_003 + n;
    const dice = new Dice(docSeed);
    const name = await arena.newDoc(n % 2 === 0 ? 'index' : 'shot', () => dice.whole(0, 255));
    const target = new Target(arena, name, { report, dice, seed: docSeed });
    for (let sent = 0; sent < CASES_PER_DOC; ) sent += await target.runCase();
    await target.compare();
    await arena.core.rooms.sweep();
    await target.compare();
    report.violations.push(...arena.complaints.splice(0));
  }
  return report;
}

/** One document under attack: an attacker, an honest listener who stays connected, and the room between them. */
class Target {
  readonly #arena: Arena;
  readonly #name: DocName;
  readonly #kind: DocKind;
  readonly #dice: Dice;
  readonly #report: FuzzReport;
  readonly #seed: number;
  readonly #donors: Uint8Array[] = [Uint8Array.of(0, 0)];
  readonly #listener = new Y.Doc();
  #attackers: { connection: Connection; isClosed: boolean }[] = [];
  #isListening = false;

  constructor(
    arena: Arena,
    name: DocName,
    { report, seed, dice }: { report: FuzzReport; seed: number; dice: Dice },
  ) {
    this.#arena = arena;
    this.#name = name;
    this.#kind = docAddressOf(name).kind;
    this.#dice = dice;
    this.#report = report;
    this.#seed = seed;
  }

  /** One frame, or several of different sockets in one turn of the loop, which share a commit. Answers how many. */
  async runCase(): Promise<number> {
    const count = this.#dice.chance(0.2) ? this.#dice.whole(2, 6) : 1;
    await this.#join(count);
    const room = this.#arena.room(this.#name);
    const before = { seq: room.seq, state: Y.encodeStateAsUpdate(room.committed) };
    const frames = Array.from({ length: count }, () => this.#frame(room));
    const startedAt = process.cpuUsage();
    for (const [n, frame] of frames.entries()) this.#attackers[n]?.connection.receive(frame);
    await settle(room);
    const tookMs = cpuMsSince(startedAt);
    this.#report.slowestMs = Math.max(this.#report.slowestMs, tookMs);
    if (tookMs > CASE_MAX_MS) this.#complain(`took ${Math.round(tookMs)} ms`, frames);
    this.#judge(room, before, frames);
    return count;
  }

  #judge(room: Room, before: { seq: number; state: Uint8Array }, frames: Uint8Array[]): void {
    const stored = room.seq - before.seq;
    const refused = this.#attackers.filter((attacker) => attacker.isClosed).length;
    this.#report.cases += frames.length;
    this.#report.accepted += stored;
    this.#report.refused += refused;
    this.#report.idle += frames.length - stored - refused;
    if (room.brokenBy) this.#complain('an accepted update broke the room', frames);
    if (stored + refused > frames.length)
      this.#complain('S2: an update was stored and its socket closed', frames);
    if (stored === 0 && !Buffer.from(before.state).equals(Y.encodeStateAsUpdate(room.committed)))
      this.#complain('S2: a document changed without a row in its log', frames);
  }

  /** A sound or damaged frame; its update builds on what the room holds, so that the damage alone decides. */
  #frame(room: Room): Uint8Array {
    const dice = this.#dice;
    const update = this.#soundUpdate(room);
    const donor = dice.pick(this.#donors);
    this.#donors.push(update);
    if (this.#donors.length > 30) this.#donors.shift();
    const kind = dice.chance(0.8) ? SYNC.update : SYNC.step2;
    const roll = dice.next();
    if (roll < 0.1) return encodeSync(kind, update);
    if (roll < 0.8) return encodeSync(kind, mutate(update, donor, dice));
    if (roll < 0.97) return mutate(encodeSync(kind, update), encodeSync(SYNC.step1, donor), dice);
    return dice.bytes(dice.whole(0, 60));
  }

  #soundUpdate(room: Room): Uint8Array {
    const dice = this.#dice;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.committed));
    const known = Y.encodeStateVector(doc);
    doc.clientID = dice.whole(1, 2 ** 32 - 1);
    if (dice.chance(0.7)) for (let n = dice.whole(1, 3); n > 0; n--) honestEdit(doc, this.#kind, dice);
    else hostileEdit(doc, dice);
    return Y.encodeStateAsUpdate(doc, dice.chance(0.1) ? undefined : known);
  }

  async #join(count: number): Promise<void> {
    this.#attackers = this.#attackers.filter((attacker) => !attacker.isClosed);
    while (this.#attackers.length < count) {
      const closing = { isClosed: false };
      const onclose = () => {
        closing.isClosed = true;
      };
      const connection = await this.#arena.join(this.#name, { onclose });
      this.#attackers.push(Object.assign(closing, { connection }));
    }
    if (this.#isListening) return;
    this.#isListening = true;
    const onframe = (bytes: Uint8Array) => {
      const frame = decodeFrame(bytes);
      if (frame.type === 'update' || frame.type === 'step2') Y.applyUpdate(this.#listener, frame.payload);
    };
    const onclose = () => {
      this.#isListening = false;
    };
    const connection = await this.#arena.join(this.#name, { onframe, onclose });
    connection.receive(encodeSync(SYNC.step1, Y.encodeStateVector(this.#listener)));
  }

  /** The document in memory, its log read anew, the listener and a newcomer are one and the same. */
  async compare(): Promise<void> {
    const { committed } = this.#arena.room(this.#name);
    const { doc: reloaded } = await loadDoc(this.#arena.core.database, this.#name);
    const found = differences(this.#kind, [
      { name: 'the room', state: Y.encodeStateAsUpdate(committed) },
      { name: 'the log', state: Y.encodeStateAsUpdate(reloaded) },
      { name: 'a listener', state: Y.encodeStateAsUpdate(this.#listener) },
      { name: 'a newcomer', state: await this.#arena.newcomer(this.#name) },
    ]);
    this.#report.violations.push(...found.map((line) => `${line} in ${this.#name}, seed ${this.#seed}`));
  }

  #complain(what: string, frames: Uint8Array[]): void {
    this.#report.violations.push(`${what}: ${describeCase(this.#seed, ...frames)}`);
  }
}
