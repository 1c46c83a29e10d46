import { type AssetMutation, isAssetMutation } from '#shared/assets/asset-mutations.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { Mutation } from '#shared/sync/mutation.ts';
import type { OutboxItem } from './local-store.ts';

/** The documents of a project that the server has yet to hear of must wait. */
export function makesProject(mutation: Mutation): boolean {
  return mutation.kind === 'project.create' || mutation.kind === 'project.duplicate';
}

/** A job's own page tells of it; the rest of the work is saved all the same. */
export function isAboutJob({ mutation }: OutboxItem): boolean {
  return mutation.kind.startsWith('job.');
}

/** Whatever may cost money waits here for a word of its author (C11). */
export function isHeld({ consent, fault }: OutboxItem): boolean {
  return consent === 'needed' && fault === undefined;
}

/** Whatever may have arrived in a history of the server that is over. */
export function isTriedLaunch(item: OutboxItem): boolean {
  return isLaunch(item) && item.wasTried === true && item.fault === undefined;
}

/** A job that its author asked for. */
export function isLaunch({ mutation }: OutboxItem): boolean {
  return mutation.kind === 'job.create';
}

/** What the assets of a project have before them; what the server has refused changes nothing. */
export function waitingAssetMutations(outbox: OutboxItem[], project: ProjectId): AssetMutation[] {
  return outbox.flatMap(({ mutation, fault }) =>
    !fault && mutation.project === project && isAssetMutation(mutation) ? [mutation] : [],
  );
}
