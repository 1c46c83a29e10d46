import { priceOf } from '#shared/catalogue/price-of.ts';
import type { Fault } from '#shared/fault.ts';
import type { Answer, Assignment, Failure } from './adapter.ts';

const ULID_TIME_DIGITS = 10;
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The money is gone, and there is nothing to show for it. What the provider does not say counts at its price. */
export function paidInVain(assignment: Assignment, fault: Fault, actual?: number): Failure {
  const taken = actual ?? priceTaken(assignment);
  return { kind: 'failed', sent: 'yes', actual: taken, fault, retry: 'never' };
}

/** A task that never ends is given up in the end, and counts as paid: nobody can say that it was not. */
export function orGivenUp(
  assignment: Assignment,
  {
    patienceS,
    answer,
    fault = { code: 'provider_timed_out' },
  }: { patienceS: number; answer: Answer; fault?: Fault },
): Answer {
  if (Date.now() - begunAtMs(assignment.call) < patienceS * 1000) return answer;
  return paidInVain(assignment, fault);
}

export function priceTaken({ model, work }: Assignment): number {
  return priceOf(model.price, model.schema, work)?.amount ?? 0;
}

/** The beginning of a ULID is a time. */
function begunAtMs(call: string): number {
  return [...call.slice(0, ULID_TIME_DIGITS)].reduce((ms, digit) => ms * 32 + DIGITS.indexOf(digit), 0);
}
