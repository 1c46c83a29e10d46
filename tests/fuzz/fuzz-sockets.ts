import * as decoding from 'lib0/decoding';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { type DocKind, type DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import { Ack, decodeFrame, encodeSync, MESSAGE, SYNC } from '#shared/sync/wire.ts';
import { Person } from '../chaos/person.ts';
import { Studio } from '../chaos/studio.ts';
import { until } from '../chaos/wait.ts';
import { Dice } from '../simulator/dice.ts';
import { honestEdit, hostileEdit } from './edits.ts';
import { mutate } from './mutator.ts';
import { differences } from './replicas.ts';
import { CASE_MAX_MS, describeCase, emptyReport, type FuzzReport } from './report.ts';

const CASES_PER_DOC = 50;
const NO_CONTENT = encodeSync(SYNC.update, Uint8Array.of(0, 0));

/** Throws damaged frames at a real server through real sockets, and looks at it from outside only. */
export async function fuzzSockets({ cases, seed }: { cases: number; seed: number }): Promise<FuzzReport> {
  await using studio = await Studio.create();
  const report = emptyReport();
  for (let n = 0; report.cases < cases; n++) {
    const name = n % 2 === 0 ? await newIndex(studio) : studio.newShotDoc();
    await fuzzDoc(studio, name, { report, seed: seed * 1_000_003 + n });
  }
  if (!studio.server.isRunning) report.violations.push('the server is gone');
  for (const line of studio.server.stderr.split('\n'))
    if (/"level":"error"|Error:/.test(line)) report.violations.push(`the server complains: ${line}`);
  return report;
}

async function newIndex(studio: Studio): Promise<DocName> {
  await studio.newProject();
  return studio.index;
}

async function fuzzDoc(
  studio: Studio,
  name: DocName,
  { report, seed }: { report: FuzzReport; seed: number },
): Promise<void> {
  const dice = new Dice(seed);
  const { kind } = docAddressOf(name);
  const listener = await Person.join(studio, name);
  let donor: Uint8Array = Uint8Array.of(0, 0);
  for (let step = 0; step < CASES_PER_DOC; step++) {
    const before = await studio.read(name);
    const update = soundUpdate(before.doc, kind, dice);
    const frame = frameOf(update, donor, dice);
    donor = update;
    const startedMs = studio.server.cpuMs;
    const code = await sendFrame(studio, name, frame);
    const tookMs = studio.server.cpuMs - startedMs;
    const after = await studio.read(name);
    report.cases++;
    report.slowestMs = Math.max(report.slowestMs, tookMs);
    const complain = (what: string) => report.violations.push(`${what}: ${describeCase(seed, frame)}`);
    if (tookMs > CASE_MAX_MS) complain(`took ${Math.round(tookMs)} ms`);
    if (after.seq > before.seq) report.accepted++;
    else if (code === undefined) report.idle++;
    else report.refused++;
    if (after.seq > before.seq && code !== undefined) complain(`S2: stored, and closed with ${code}`);
    if (after.seq === before.seq && !Buffer.from(before.bytes).equals(after.bytes))
      complain('S2: a document changed without a row in its log');
    if (code !== undefined && !isExpected(code)) complain(`closed with ${code}`);
  }
  const { bytes } = await studio.read(name);
  await until('the listener has everything', () => differencesOf(kind, bytes, listener).length === 0).catch(
    () => report.violations.push(...differencesOf(kind, bytes, listener)),
  );
  if (!listener.isOpen) report.violations.push(`an honest listener was closed, seed ${seed}`);
  listener.terminate();
}

function differencesOf(kind: DocKind, bytes: Uint8Array, listener: Person): string[] {
  return differences(kind, [
    { name: 'the server', state: bytes },
    { name: 'a listener', state: Y.encodeStateAsUpdate(listener.doc) },
  ]);
}

function soundUpdate(doc: Y.Doc, kind: DocKind, dice: Dice): Uint8Array {
  const known = Y.encodeStateVector(doc);
  doc.clientID = dice.whole(1, 2 ** 32 - 1);
  if (dice.chance(0.8)) honestEdit(doc, kind, dice);
  else hostileEdit(doc, dice);
  return Y.encodeStateAsUpdate(doc, known);
}

function frameOf(update: Uint8Array, donor: Uint8Array, dice: Dice): Uint8Array {
  const frame = encodeSync(dice.chance(0.7) ? SYNC.update : SYNC.step2, update);
  const roll = dice.next();
  if (roll < 0.1) return frame;
  if (roll < 0.5) return encodeSync(SYNC.update, mutate(update, donor, dice));
  if (roll < 0.95) return mutate(frame, encodeSync(SYNC.step1, donor), dice);
  return dice.bytes(dice.whole(0, 200));
}

/** 4400 and 4422: what it says is wrong; 4413: too much; 4500: something before it is missing. */
function isExpected(code: number): boolean {
  return [4400, 4413, 4422, 4500].includes(code);
}

/** The code of the close, or nothing when the frame and an empty update after it were both acknowledged. */
function sendFrame(studio: Studio, name: DocName, frame: Uint8Array): Promise<number | undefined> {
  const socket = new WebSocket(`${studio.server.url.replace('http', 'ws')}/y/${name}?ack=1`, {
    headers: { cookie: studio.cookie },
    perMessageDeflate: false,
  });
  const acksDue = isContent(frame) ? 2 : 1;
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('close', (code) => resolve(code));
    socket.on('open', () => {
      socket.send(frame);
      socket.send(NO_CONTENT);
    });
    socket.on('message', (bytes: Buffer) => {
      if (ackIn(bytes) !== acksDue) return;
      resolve(undefined);
      socket.terminate();
    });
  });
}

function isContent(frame: Uint8Array): boolean {
  try {
    return ['step2', 'update'].includes(decodeFrame(frame).type);
  } catch {
    return false;
  }
}

function ackIn(bytes: Uint8Array): number | undefined {
  const decoder = decoding.createDecoder(bytes);
  if (decoding.readVarUint(decoder) !== MESSAGE.ack) return undefined;
  return Ack.parse(JSON.parse(decoding.readVarString(decoder))).n;
}
