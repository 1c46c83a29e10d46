import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { contentPathOf } from '#server/archive/archive-assets.ts';
import { exportProject, jsonLines } from '#server/archive/export-project.ts';
import { importCopy } from '#server/archive/import-copy.ts';
import { importMerge } from '#server/archive/import-merge.ts';
import { openArchive } from '#server/archive/open-archive.ts';
import type { BlobStore } from '#server/blobs/blob-store.ts';
import { blobsIn } from '#server/blobs/open-blobs.ts';
import type { Core } from '#server/core.ts';
import { sql } from '#server/database/sql.ts';
import { loadDoc } from '#server/documents/doc-log.ts';
import { ASSETS_PATH } from '#shared/archive/archive-format.ts';
import { DocName } from '#shared/documents/doc-name.ts';
import { Fault } from '#shared/fault.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { Result } from '#shared/result.ts';
import { Dice } from '../simulator/dice.ts';
import { aCore, USER } from '../sync-server/a-core.ts';
import { aFilm, develop, shoot } from '../sync-server/archive/a-film.ts';
import { aManifest, aZip, type Part } from '../sync-server/archive/a-zip.ts';
import { mutate } from './mutator.ts';
import { CASE_MAX_MS, cpuMsSince, describeCase, emptyReport, type FuzzReport } from './report.ts';

const ARCHIVES = 12;

type Sound = { project: ProjectId; file: Buffer; parts: Part[] };
type Place = Core & { blobs: BlobStore };
type World = { core: Place; folder: string; dice: Dice; report: FuzzReport; sounds: Sound[] };

/** Damages archives from outside and from inside, imports each, and looks at what the server holds afterwards. */
export async function fuzzArchives({ cases, seed }: { cases: number; seed: number }): Promise<FuzzReport> {
  const dice = new Dice(seed);
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-fuzz-'));
  const core: Place = { ...(await aCore()).core, blobs: blobsIn(folder) };
  const world: World = { core, folder, dice, report: emptyReport(), sounds: [] };
  try {
    for (const film of fc.sample(aFilm, { numRuns: ARCHIVES, seed })) {
      const project = await shoot(core, film);
      await develop(core, project, film);
      const path = join(folder, `sound-${world.sounds.length}.raskadr`);
      await exportProject(core, project, path);
      world.sounds.push({ project, file: await readFile(path), parts: await partsOf(path) });
    }
    for (let n = 0; n < cases; n++) await tryCase(world);
  } finally {
    await rm(folder, { recursive: true });
  }
  return world.report;
}

async function partsOf(path: string): Promise<Part[]> {
  const opened = await openArchive(path);
  if (!opened.ok) throw new Error(opened.fault.code);
  await using archive = opened.value;
  const parts: Part[] = [];
  for (const part of archive.docs) {
    const read = await archive.read(part);
    if (read.ok) parts.push({ name: part.path, content: read.value });
  }
  for (const content of archive.contents) {
    const pieces: Uint8Array[] = [];
    for await (const piece of archive.stream(content)) pieces.push(piece);
    parts.push({ name: contentPathOf(content), content: Buffer.concat(pieces) });
  }
  if (archive.assets.length > 0) parts.push({ name: ASSETS_PATH, content: jsonLines(archive.assets) });
  return parts;
}

async function tryCase(world: World): Promise<void> {
  const { core, dice, report, sounds } = world;
  const sound = dice.pick(sounds);
  const file = damaged(sound, dice.pick(sounds), dice);
  const path = join(world.folder, 'case.raskadr');
  await writeFile(path, file);
  const before = await amounts(core);
  const start = process.cpuUsage();
  const complain = (what: string) => report.violations.push(`${what}: ${describeCase(report.cases, file)}`);
  report.cases++;
  try {
    const isMerge = dice.chance(0.3);
    const result = await importFile(core, path, isMerge ? sound.project : undefined);
    report.slowestMs = Math.max(report.slowestMs, cpuMsSince(start));
    if (cpuMsSince(start) > CASE_MAX_MS) complain('too slow');
    if (result.ok) {
      report.accepted++;
      for (const line of await unsound(world, result.value.id)) complain(line);
    } else {
      report.refused++;
      if (!Fault.safeParse(result.fault).success) complain('no fault');
      if ((await amounts(core)) !== before) complain(`half done (${result.fault.code})`);
    }
  } catch (error) {
    complain(`threw ${error instanceof Error ? error.stack : String(error)}`);
  }
}

async function importFile(
  core: Place,
  path: string,
  into: ProjectId | undefined,
): Promise<Result<{ id: ProjectId }>> {
  const opened = await openArchive(path);
  if (!opened.ok) return opened;
  await using archive = opened.value;
  return into
    ? await importMerge(core, archive, { project: into, user: USER })
    : await importCopy(core, archive, { user: USER });
}

/** What was accepted must be readable by whoever opens it, and go out again. */
async function unsound({ core, folder }: World, project: ProjectId): Promise<string[]> {
  const lines: string[] = [];
  for (const { doc } of await core.database.read(sql('SELECT doc FROM docs WHERE project = ?', project))) {
    await loadDoc(core.database, DocName.parse(doc)).catch((error) => lines.push(`${doc}: ${error}`));
  }
  const out = await exportProject(core, project, join(folder, 'again.raskadr'));
  if (!out.ok) return [...lines, `not exported: ${out.fault.code}`];
  return out.value.lost === 0 ? lines : [...lines, `content lost: ${out.value.lost}`];
}

async function amounts(core: Core): Promise<string> {
  const row = await core.database.readOne(
    sql(`SELECT (SELECT count(*) FROM projects) AS projects, (SELECT count(*) FROM project_members) AS members,
      (SELECT count(*) FROM docs) AS docs, (SELECT count(*) FROM assets) AS assets, (SELECT count(*) FROM jobs) AS jobs, (SELECT count(*) FROM doc_updates) AS updates,
      (SELECT sum(head_seq) FROM docs) AS heads, (SELECT sum(seq) FROM feeds) AS feeds`),
  );
  return JSON.stringify(row);
}

/** A third damages the file itself; the others damage what is inside and pack it soundly, so that it gets further. */
function damaged(sound: Sound, donor: Sound, dice: Dice): Buffer {
  const roll = dice.next();
  if (roll < 0.34) return Buffer.from(mutate(sound.file, donor.file, dice));
  // Packed content is refused, so that it is rarer.
  const parts = sound.parts.map((part) => ({
    ...part,
    deflate: dice.chance(part.name.startsWith('blobs/') ? 0.02 : 0.2),
  }));
  const victim = dice.pick(parts);
  if (roll < 0.8) victim.content = mutate(victim.content, dice.pick(donor.parts).content, dice);
  const manifest = aManifest(parts.filter(({ name }) => !name.startsWith('blobs/')).map(manifestPartOf));
  if (roll >= 0.8)
    manifest.content = mutate(manifest.content, Buffer.from('{"kind":"shot","bytes":-1e99}'), dice);
  return aZip([...parts, manifest]);
}

function manifestPartOf({ name, content }: Part): Record<string, unknown> {
  const shot = /shots\/(\w+)/.exec(name)?.[1];
  const kind = shot ? 'shot' : (/index|assets/.exec(name)?.[0] ?? 'scenario');
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { kind, ...(shot ? { shot } : {}), path: name, bytes: content.length, sha256 };
}
