import type { Fault, FaultCode } from '../fault.ts';

/** Trying again changes nothing here: somebody has to pay, to enter another key, or to find another way there. */
const ENDED_BY_PEOPLE: readonly FaultCode[] = [
  'provider_no_money',
  'provider_key_refused',
  'provider_region_blocked',
  'key_missing',
  'key_lost',
];

export function needsPerson({ code }: Fault): boolean {
  return ENDED_BY_PEOPLE.includes(code);
}
