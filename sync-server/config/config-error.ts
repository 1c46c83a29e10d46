import type { ConfigProblem } from '#shared/config-problem.ts';

/** The settings cannot be used. Thrown at the start only; the message is for the log and never holds a value. */
export class ConfigError extends Error {
  readonly problem: ConfigProblem;

  constructor(problem: ConfigProblem) {
    super(`${problem.kind} ${'variable' in problem ? problem.variable : ''}`.trim());
    this.problem = problem;
  }
}
