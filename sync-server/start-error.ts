import type { Fault } from '#shared/fault.ts';

/** The server cannot start, for a reason a person can act on. */
export class StartError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.code);
    this.fault = fault;
  }
}
