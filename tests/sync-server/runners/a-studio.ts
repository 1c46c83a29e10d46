import { findJob } from '#server/jobs/store.ts';
import { listShots } from '#shared/documents/index-doc.ts';
import type { JobId, Ledger } from '#shared/jobs/job.ts';
import { aHouse, type House, indexOf } from '../a-house.ts';
import { aRunner } from './a-runner.ts';

/** An admin with a film of one shot, and a runner. */
export async function aStudio(options: Parameters<typeof aHouse>[0] = {}) {
  const house = await aHouse(options);
  const admin = await house.person('root', 'admin');
  const project = await admin.aProject('Фильм', ['Рассвет']);
  const [shot] = await house.core.rooms.use(indexOf(project), (room) => listShots(room.committed));
  if (!shot) throw new Error('no shot');
  return { house, admin, where: { project, shot: shot.id }, runner: await aRunner(house) };
}

export async function ledgerOf(house: House, job: JobId): Promise<Ledger> {
  const found = await findJob(house.core.database, job);
  if (!found) throw new Error('no job');
  return found.ledger;
}
