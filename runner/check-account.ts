import type { Fault } from '#shared/fault.ts';
import { CHECKS } from './adapters/checks.ts';
import { unanswered } from './adapters/refusals.ts';
import type { JobContext } from './job-context.ts';
import type { Outcome } from './outcome.ts';

/** Asks an account for nothing but whether it may be worked with. What was found is the result: nothing has failed. */
export async function checkAccount({ order, fetch, lease, stopped }: JobContext): Promise<Outcome> {
  const { provider } = order;
  const check = provider && CHECKS[provider.adapter];
  if (!provider || !check) return found({ code: 'tool_missing', tool: provider?.adapter ?? order.kind });
  const signal = AbortSignal.any([lease.lost, stopped]);
  try {
    return found(await check({ provider, fetch, signal }));
  } catch (error) {
    return signal.aborted ? { says: 'release' } : found(unanswered(error).fault);
  }
}

function found(finding: Fault | undefined): Outcome {
  return { says: 'complete', made: [], body: finding ? { finding } : {} };
}
