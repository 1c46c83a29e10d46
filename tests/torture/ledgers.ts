import fc from 'fast-check';
import { recoveries } from '../shared/jobs/histories.ts';
import { openCore } from '../sync-server/a-core.ts';
import { judge, studioHistories, type Tally } from '../sync-server/jobs/model/histories.ts';

/** Every so many histories a fresh database: what thousands of them leave behind slows the next ones down. */
const PER_DATABASE = 500;

/** Random histories of runners that die, sleep and do not hear, and of people, on the real ledger. */
export async function runLedgers(count: number, seed: number) {
  const tally: Tally = { charges: 0, words: 0, questions: 0, overBudget: 0, unpaid: 0 };
  const violations: string[] = [];
  for (let done = 0; done < count; done += PER_DATABASE) {
    const { core, clock, close } = await openCore();
    const queue = { core, clock, context: core.jobs };
    const history = fc.asyncProperty(studioHistories, recoveries, async (happenings, recovery) => {
      const found = await judge(queue, happenings, { recovery, tally });
      if (found.length > 0) throw new Error(found.join('; '));
    });
    const numRuns = Math.min(PER_DATABASE, count - done);
    const report = await fc.check(history, { numRuns, seed: seed * 1_000_003 + done });
    if (report.failed)
      violations.push(`${String(report.errorInstance)}: ${JSON.stringify(report.counterexample)}`);
    await close();
  }
  const { charges, words, questions, overBudget, unpaid } = tally;
  const figures = `историй ${count}; списаний ${charges}, решений людей ${words}, открытых вопросов ${questions}, отказов по бюджету ${overBudget}, ждут денег у провайдера ${unpaid}`;
  return { figures, violations };
}
