import type { Price } from '../catalogue/price.ts';
import type { ProjectBudget } from './project-budget.ts';

/** What the tighter of a project's caps still has room for; nothing when it has none. `today` is the UTC day. */
export function budgetLeft(budget: ProjectBudget | undefined, today: string): Price | undefined {
  if (!budget) return undefined;
  const none = { reserved: [], spent: [] };
  const left = [
    { cap: budget.whole, sums: budget.total },
    { cap: budget.daily, sums: budget.day === today ? budget.today : none },
  ].flatMap(({ cap, sums }) => {
    if (!cap) return [];
    const taken = [...sums.reserved, ...sums.spent]
      .filter(({ currency }) => currency === cap.currency)
      .reduce((sum, { amount }) => sum + amount, 0);
    return [{ amount: Math.max(0, cap.amount - taken), currency: cap.currency }];
  });
  return left.sort((a, b) => a.amount - b.amount)[0];
}
