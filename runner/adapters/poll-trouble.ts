import type { Fault } from '#shared/fault.ts';
import { needsPerson } from '#shared/jobs/needs-person.ts';
import { faultCauseText } from '#shared/russian/fault-cause-text.ts';
import { pollTroubleText } from '#shared/russian/runner-text.ts';
import type { Assignment } from './adapter.ts';

/** The task goes on whatever a poll is answered; what only a person can end stands where he looks. */
export function tellPollTrouble(
  { progress }: Pick<Assignment, 'progress'>,
  fault: Fault,
  status: number | null,
): void {
  progress.line(pollTroubleText(fault, status));
  if (needsPerson(fault)) progress.at(faultCauseText(fault));
}
