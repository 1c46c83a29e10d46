import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createUlid } from '#shared/ulid.ts';
import { PIECE_BYTES } from '#shared/uploads/protocol.ts';
import { TusLine } from '../../sync-server/incoming/tus-line.ts';
import type { Bench } from '../bench.ts';
import { atMost, exactly } from '../report/goal.ts';
import type { Row, Unit } from '../report/row.ts';
import { ours } from '../servers/ours.ts';
import { RssWatch } from '../servers/rss-watch.ts';
import type { RunningSystem } from '../servers/system.ts';

const CUTS = 20;
const MEGABYTE = 1024 ** 2;
const MP4 = Buffer.from('\0\0\0\x18ftypmp42', 'latin1');
const run = promisify(execFile);

type Upload = { seconds: number; resentBytes: number; worstBytes: number; asset: string };

export const upload: Bench = {
  id: 'M3',
  title: `загрузка файла с ${CUTS} обрывами; рядом cp и sha256sum того же файла`,
  async run({ quick, scratchFolder }) {
    const bytes = (quick ? 256 : 2048) * MEGABYTE;
    const file = join(scratchFolder, 'film.mp4');
    await writeFilm(file, bytes);
    const sha256 = await hashOf(file);
    const bareS = await copyAndHash(file);
    await using server = await ours.start(join(scratchFolder, 'data'));
    await server.process.collectGarbage();
    const before = server.process.rssBytes;
    using watch = new RssWatch(server.process);
    const clean = await send(server, { file, bytes, cuts: 0, shows: 'один раз' });
    const stored = join(server.dataFolder, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    await rm(stored);
    const broken = await send(server, { file, bytes, cuts: CUTS, shows: 'с обрывами' });
    const isEqual = (await hashOf(stored)) === sha256;
    const size = `${bytes / MEGABYTE} МБ`;
    return [
      row('файлов с другим хешем после обрывов', 'шт', isEqual ? 0 : 1, exactly(0)),
      row(`послано дважды, всего за ${CUTS} обрывов`, 'МБ', broken.resentBytes / MEGABYTE),
      row(
        'послано дважды за худший обрыв',
        'МБ',
        broken.worstBytes / MEGABYTE,
        atMost(PIECE_BYTES / MEGABYTE),
      ),
      row('рост памяти сервера', 'МБ', (watch.peakBytes - before) / MEGABYTE, atMost(100)),
      row(`${size} без обрывов`, 'с', clean.seconds),
      row(`${size} с обрывами`, 'с', broken.seconds),
      row(`${size}: cp, sync и sha256sum`, 'с', bareS),
    ];
  },
};

function row(figure: string, unit: Unit, value: number, goal?: Row['goal']): Row {
  return { bench: 'M3', figure, unit, values: { ours: value }, better: 'less', ...(goal ? { goal } : {}) };
}

/** Noise behind the beginning of a film: nothing on the way can make it smaller. */
async function writeFilm(path: string, bytes: number): Promise<void> {
  await using file = await open(path, 'w');
  let seed = Buffer.from('film');
  for (let at = 0; at < bytes; at += MEGABYTE) {
    seed = createHash('sha256').update(seed).digest();
    const block = createHash('shake256', { outputLength: MEGABYTE }).update(seed).digest();
    if (at === 0) MP4.copy(block);
    await file.write(block, 0, MEGABYTE, at);
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: MEGABYTE })) hash.update(chunk);
  return hash.digest('hex');
}

async function copyAndHash(path: string): Promise<number> {
  const startedMs = performance.now();
  await run('cp', [path, `${path}.copy`]);
  await run('sync', [`${path}.copy`]);
  await run('sha256sum', [`${path}.copy`]);
  const seconds = (performance.now() - startedMs) / 1000;
  await rm(`${path}.copy`);
  return seconds;
}

async function send(
  server: RunningSystem,
  { file, bytes, cuts, shows }: { file: string; bytes: number; cuts: number; shows: string },
): Promise<Upload> {
  const line = new TusLine({ origin: server.process.origin, cookie: server.headers.cookie ?? '' });
  const facts = { project: await server.newProject(), shot: newUlid(), filename: shows, asset: newUlid() };
  const begun = await line.create(bytes, facts);
  if (begun.status !== 201) throw new Error(`the upload was not begun: ${await begun.text()}`);
  await using film = await open(file);
  const everyBytes = bytes / (cuts + 1);
  const upload = { asset: facts.asset, resentBytes: 0, worstBytes: 0, seconds: 0 };
  const startedMs = performance.now();
  let cut = 0;
  for (let offset = 0; offset < bytes; ) {
    const piece = await pieceAt(film, offset, bytes);
    if (cut < cuts && offset >= (cut + 1) * everyBytes - PIECE_BYTES) {
      cut++;
      // Somewhere within the piece, every time elsewhere.
      const sent = piece.subarray(0, Math.ceil((piece.byteLength * cut) / (cuts + 1)));
      await line.cut(facts.asset, offset, { sent, promised: piece.byteLength });
      const kept = await line.offsetOf(facts.asset);
      const lost = offset + sent.byteLength - kept;
      upload.resentBytes += lost;
      upload.worstBytes = Math.max(upload.worstBytes, lost);
      offset = kept;
      continue;
    }
    const answer = await line.patch(facts.asset, offset, piece).catch(() => undefined);
    if (answer?.status === 204) offset += piece.byteLength;
    // What was in the sockets has arrived after it was asked for; or an idle line was dead before it was used.
    else if (!answer || answer.status === 409) offset = await line.offsetOf(facts.asset);
    else throw new Error(`a piece was refused: ${answer.status} ${await answer.text()}`);
  }
  upload.seconds = (performance.now() - startedMs) / 1000;
  return upload;
}

async function pieceAt(film: FileHandle, offset: number, bytes: number): Promise<Uint8Array> {
  const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes - offset));
  await film.read(piece, 0, piece.byteLength, offset);
  return piece;
}

function newUlid(): string {
  return createUlid({ nowMs: Date.now, randomByte: () => Math.floor(Math.random() * 256) });
}
