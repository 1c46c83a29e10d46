export const PLAN_MAX_S = 3600;

const SECONDS = /^(\d+(?:[.,]\d+)?)\s*(?:с|сек|секунд[аы]?|s)?\.?$/u;
const MINUTES =
  /^(\d+)\s*(?:мин(?:ут[аы]?)?\.?|:)\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:с|сек|секунд[аы]?)?\.?)?$/u;

/** «4», «4,5 с», «1:05», «1 мин 5 с»; an empty text takes the plan away, `undefined` is no duration at all. */
export function readPlan(text: string): number | null | undefined {
  const bare = text.trim().toLowerCase();
  if (bare === '') return null;
  const seconds = SECONDS.exec(bare);
  const minutes = seconds ? null : MINUTES.exec(bare);
  if (!seconds && !minutes) return undefined;
  const plan = seconds ? numberOf(seconds[1]) : 60 * numberOf(minutes?.[1]) + numberOf(minutes?.[2] ?? '0');
  return plan > PLAN_MAX_S ? undefined : Math.round(plan * 10) / 10;
}

function numberOf(text = ''): number {
  return Number(text.replace(',', '.'));
}

/** The length of a film as planned so far. */
export function totalPlanS(shots: { planS: number | null }[]): number {
  return Math.round(shots.reduce((sum, { planS }) => sum + (planS ?? 0), 0) * 10) / 10;
}
