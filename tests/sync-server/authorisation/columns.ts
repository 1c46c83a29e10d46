import type { Person } from '../a-house.ts';
import { CALLERS, type Caller, type World } from './callers.ts';

type Ask = (world: World, caller: Person) => Promise<Response>;
/** A status below 400, or the code of the fault. */
export type Outcome = number | string;

export type Row = {
  /** As the application lists it; what stands behind « · » tells two rows of one route apart. */
  route: string;
  expected: Record<Caller, Outcome>;
  ask: Ask;
};

const SIGNED_IN = ['other', 'viewer', 'editor', 'owner', 'admin'] as const;
type Columns = [other: Outcome, viewer: Outcome, editor: Outcome, owner: Outcome, admin: Outcome];

/** Without a living session nothing is said. */
export function behindSession(...columns: Columns): Record<Caller, Outcome> {
  const known = new Map<Caller, Outcome>(
    SIGNED_IN.map((caller, position) => [caller, columns[position] ?? 0]),
  );
  return recordOf((caller) => known.get(caller) ?? 'not_signed_in');
}

export function forEverybody(outcome: Outcome): Record<Caller, Outcome> {
  return recordOf(() => outcome);
}

export function forSignedIn(outcome: Outcome): Record<Caller, Outcome> {
  return behindSession(outcome, outcome, outcome, outcome, outcome);
}

export function forAdmins(outcome: Outcome): Record<Caller, Outcome> {
  return behindSession('forbidden', 'forbidden', 'forbidden', 'forbidden', outcome);
}

/** An admin of the instance is a stranger to a project he is no member of. */
export function forMembers(viewer: Outcome, editor: Outcome, owner: Outcome): Record<Caller, Outcome> {
  return behindSession('project_not_found', viewer, editor, owner, 'project_not_found');
}

/** A runner by its token, and nobody else: whoever may do everything in the pages may do nothing here. */
export function forRunners(outcome: Outcome): Record<Caller, Outcome> {
  return recordOf((caller) => (caller === 'runner' ? outcome : 'runner_unknown'));
}

function recordOf(outcomeOf: (caller: Caller) => Outcome): Record<Caller, Outcome> {
  // Every caller is in the list.
  return Object.fromEntries(CALLERS.map((caller) => [caller, outcomeOf(caller)])) as Record<Caller, Outcome>;
}

export const get =
  (path: string | ((world: World) => string)): Ask =>
  (world, caller) =>
    caller.ask('GET', typeof path === 'string' ? path : path(world));
