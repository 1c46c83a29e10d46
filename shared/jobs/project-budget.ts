import * as z from 'zod/mini';
import { Price } from '../catalogue/price.ts';

export const Sums = z.object({
  /** Held back for calls whose price is not settled yet, a line per currency. */
  reserved: z.array(Price),
  spent: z.array(Price),
});
export type Sums = z.infer<typeof Sums>;

/** What a project may cost and what it has cost, from the feed of the project; its id is the project's. */
export const ProjectBudget = z.object({
  /** `null` is no limit. */
  whole: z.nullable(Price),
  daily: z.nullable(Price),
  total: Sums,
  /** The newest day on which money moved, by the server's clock. */
  day: z.nullable(z.iso.date()),
  /** Of that day. */
  today: Sums,
});
export type ProjectBudget = z.infer<typeof ProjectBudget>;
