import { BUGS } from '../simulator/bugs.ts';
import { type Bugs, type HistoryReport, runHistory } from '../simulator/run-history.ts';

const BUG_SEEDS_MAX = 500;

/** Random histories of seeds 1 to `count`. */
export async function runSeeds(count: number) {
  const violations: string[] = [];
  let edits = 0;
  let crashes = 0;
  for (let seed = 1; seed <= count; seed++) {
    const report = await history(seed);
    edits += report.edits;
    crashes += report.crashes;
    violations.push(...report.violations.map((line) => `история ${seed}: ${line}`));
  }
  return { figures: `историй ${count}; правок ${edits}, остановок сервера ${crashes}`, violations };
}

/** Every deliberate bug must be caught by some seed. */
export async function catchBugs() {
  const caught: string[] = [];
  const violations: string[] = [];
  for (const [name, bugs] of Object.entries(BUGS)) {
    const seed = await firstSeedThatCatches(bugs);
    if (seed === undefined) violations.push(`«${name}» не поймана за ${BUG_SEEDS_MAX} историй`);
    else caught.push(`${name}: ${seed}`);
  }
  return { figures: `пойманы историями: ${caught.join(', ')}`, violations };
}

async function firstSeedThatCatches(bugs: Bugs): Promise<number | undefined> {
  for (let seed = 1; seed <= BUG_SEEDS_MAX; seed++)
    if ((await history(seed, bugs)).violations.length > 0) return seed;
  return undefined;
}

/** A history that throws has broken a promise too. */
async function history(seed: number, bugs: Bugs = {}): Promise<Omit<HistoryReport, 'log'>> {
  try {
    return await runHistory(seed, bugs);
  } catch (error) {
    return { seed, violations: [`it threw: ${String(error)}`], edits: 0, crashes: 0 };
  }
}
