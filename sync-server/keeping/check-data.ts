import type { S3Store } from '../blobs/s3/s3-store.ts';
import type { CheckReport } from './problem.ts';
import { type RepairTools, repairProblem } from './repair.ts';
import { runThread } from './run-thread.ts';

export type CheckOrder = {
  databaseUrl: string;
  dataDir: string;
  /** Where content lies when it does not lie there. */
  s3?: S3Store | undefined;
  /** Whether it is also read there. */
  isContentRead?: boolean;
};

const CHECK_THREAD = new URL('./check-thread.ts', import.meta.url);

/** Looks at everything that is stored, beside the server's own work. */
export function checkData({
  databaseUrl,
  dataDir,
  s3,
  isContentRead = false,
}: CheckOrder): Promise<CheckReport> {
  const order: CheckOrder = { databaseUrl, dataDir, s3, isContentRead };
  return runThread<CheckReport>(CHECK_THREAD, order);
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
