import type { CheckReport } from './problem.ts';
import { type RepairTools, repairProblem } from './repair.ts';
import { runThread } from './run-thread.ts';

export type CheckOrder = { databaseUrl: string; dataDir: string };

const CHECK_THREAD = new URL('./check-thread.ts', import.meta.url);

/** Looks at everything that is stored, beside the server's own work. */
export function checkData({ databaseUrl, dataDir }: CheckOrder): Promise<CheckReport> {
  return runThread<CheckReport>(CHECK_THREAD, { databaseUrl, dataDir } satisfies CheckOrder);
}

/** Makes anew what follows from sound data, and says what is left after it. */
export async function checkAndRepair(order: CheckOrder, tools: RepairTools): Promise<CheckReport> {
  const before = await checkData(order);
  // Several problems may have the same cure.
  const repairs = new Map(
    before.problems.flatMap(({ repair }) => (repair ? [[JSON.stringify(repair), repair]] : [])),
  );
  if (repairs.size === 0) return before;
  for (const repair of repairs.values()) await repairProblem(tools, repair);
  const after = await checkData(order);
  return { ...after, repaired: before.problemCount - after.problemCount };
}
