import { setTimeout as sleep } from 'node:timers/promises';
import type { DocName } from '#shared/documents/doc-name.ts';
import { Crowd } from './crowd.ts';
import { inspectLog } from './inspect-log.ts';
import { Journal, marksOf } from './journal.ts';
import type { Studio, StudioOptions } from './studio.ts';
import { until } from './wait.ts';

export const EDITS_PER_SECOND = 50;

export type LossReport = { rounds: number; made: number; acked: number; seen: number; violations: string[] };

/**
 * Kills the server again and again under load. The clients of a round never come back, so what they were told and
 * what they saw of each other has to be on the disk.
 */
export async function killAgainAndAgain(studio: Studio, rounds: number): Promise<LossReport> {
  const report: LossReport = { rounds, made: 0, acked: 0, seen: 0, violations: [] };
  const journal = new Journal();
  for (let round = 0; round < rounds; round++) {
    const crowd = await Crowd.gather(studio, { journal });
    const enough = journal.acked + 15 + Math.floor(Math.random() * 40);
    crowd.start(EDITS_PER_SECOND);
    await until('edits are acknowledged', () => journal.acked >= enough);
    await sleep(Math.random() * 20);
    studio.server.signal('SIGKILL');
    await crowd.gone();
    report.violations.push(...(await brokenPromises(studio, journal)));
  }
  return { ...report, made: journal.made, acked: journal.acked, seen: journal.seen };
}

/** Looks at the dead server's files, starts it anew, asks it, and compares both with what was promised. */
export async function brokenPromises(
  studio: Studio,
  journal: Journal,
  options: StudioOptions = {},
): Promise<string[]> {
  await studio.server.kill();
  const onDisk = await inspectLog(studio.dataDir);
  await studio.restart(options);
  const served = await readMarks(studio, journal.docs());
  return [
    ...onDisk.violations,
    ...journal.lostIn(onDisk.marks).map((line) => `${line} (disk)`),
    ...journal.lostIn(served).map((line) => `${line} (server)`),
  ];
}

async function readMarks(studio: Studio, docs: DocName[]): Promise<Map<DocName, Set<string>>> {
  const marks = new Map<DocName, Set<string>>();
  for (const doc of docs) marks.set(doc, new Set(marksOf((await studio.read(doc)).doc)));
  return marks;
}
