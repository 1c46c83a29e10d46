import type { Fault } from '../fault.ts';
import { faultText } from './fault-text.ts';

/** What happened, without what to do: for what goes on by itself. The first sentence of a fault says it. */
export function faultCauseText(fault: Fault): string {
  if (fault.code === 'provider_busy') return 'Провайдер занят.';
  return /^.*?\.(?=\s|$)/s.exec(faultText(fault))?.[0] ?? faultText(fault);
}
