import { sql } from '#server/database/sql.ts';
import type { ProjectId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import { aUlid, type House } from '../a-house.ts';

type Create = Extract<Mutation, { kind: 'job.create' }>;

export const FREE = { amount: 0, currency: 'RUB' };

/** A person asks for a picture. */
export function aRequest(
  project: ProjectId,
  { work = {}, ...change }: Partial<Omit<Create, 'work'>> & { work?: Partial<Create['work']> } = {},
): Omit<Create, 'id'> {
  return {
    kind: 'job.create',
    project,
    job: JobId.parse(aUlid()),
    work: {
      kind: 'generate',
      project,
      shot: '01ARZ3NDEKTSV4RRFFQ69G5FC0',
      prompt: aUlid(),
      take: aUlid(),
      model: 'imitation/image',
      text: 'Рассвет над морем',
      params: {},
      ...work,
      // Brands are names for the compiler alone.
    } as Create['work'],
    priority: 'interactive',
    agreed: FREE,
    ...change,
  };
}

export type Row = { seq: number; kind: string; id: string; value: Record<string, unknown> | null };

/** What a model costs, from now on. */
export async function setPrice(house: House, model: string, price: object | null): Promise<void> {
  await house.core.database.write([
    sql('UPDATE models SET price = ? WHERE id = ?', price && JSON.stringify(price), model),
  ]);
}
