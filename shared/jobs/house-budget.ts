import * as z from 'zod/mini';
import { Price } from '../catalogue/price.ts';
import { ProjectId } from '../ids.ts';
import { Sums } from './project-budget.ts';

/** What a day of the whole house may cost, and what it has cost, for its admins. */
export const HouseBudget = z.object({
  /** `null` is no limit. */
  daily: z.nullable(Price),
  /** The server's. */
  day: z.iso.date(),
  today: Sums,
  /** Those with money moved. What an admin is no member of is one line without a name. */
  projects: z.array(
    z.object({
      project: z.nullable(ProjectId),
      name: z.string(),
      today: Sums,
      total: Sums,
    }),
  ),
});
export type HouseBudget = z.infer<typeof HouseBudget>;
export type ProjectSpending = HouseBudget['projects'][number];

/** `PATCH /api/budget`. */
export const HouseCapBody = z.object({ daily: z.nullable(Price) });
export type HouseCapBody = z.infer<typeof HouseCapBody>;
