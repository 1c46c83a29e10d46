import type { Fault } from '../fault.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { Model, ModelSchema } from './model.ts';

/** Another provider would not have failed so; what was asked for is not at fault. */
const FAILURES: readonly Fault['code'][] = [
  'provider_busy',
  'provider_failed',
  'provider_garbled',
  'provider_key_refused',
  'provider_no_money',
  'provider_region_blocked',
  'provider_timed_out',
  'provider_unreachable',
];

/** It would meet every model of the account. */
const OF_ACCOUNT: readonly Fault['code'][] = [
  'provider_key_refused',
  'provider_no_money',
  'provider_region_blocked',
  'provider_unreachable',
];

export function isProvidersFailure({ state, fault }: Pick<JobRecord, 'state' | 'fault'>): boolean {
  return (state === 'dead' || state === 'needs_human') && fault !== null && FAILURES.includes(fault.code);
}

/**
 * The next of the order that an admin has given, which can be used: what a person may go on with when a provider has
 * failed him. Nothing takes it by itself, for nobody has seen its price.
 */
export function nextUsable(
  models: readonly Model[],
  { after, fault, today }: { after: Model; fault: Fault | null; today: string },
): Model | undefined {
  const isOfAccount = fault !== null && OF_ACCOUNT.includes(fault.code);
  const mates = models.filter(({ purpose }) => purpose === after.purpose);
  const place = mates.findIndex(({ id }) => id === after.id);
  return mates
    .slice(place + 1)
    .find(
      ({ isOff, lacksKey, retiresOn, isImitation, account }) =>
        !(isOfAccount && account === after.account) &&
        !isOff &&
        !lacksKey &&
        (retiresOn === null || retiresOn > today) &&
        isImitation === after.isImitation,
    );
}

/** What was set for one model, under the names of another: by the name, or by what it stands for. */
export function carryParams(
  params: Record<string, unknown>,
  { from, to }: { from: ModelSchema; to: ModelSchema },
): Record<string, unknown> {
  const carried: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(to.properties)) {
    const role = property['x-role'];
    const isSame = (other: string) => from.properties[other]?.['x-media'] === property['x-media'];
    const source = Object.hasOwn(from.properties, name)
      ? name
      : Object.keys(from.properties).find(
          (other) => role !== undefined && from.properties[other]?.['x-role'] === role,
        );
    if (source === undefined || !isSame(source) || role === 'prompt') continue;
    const value = inShape(params[source], property.type === 'array');
    const isKnown = !property.enum || property.enum.some((one) => one === value);
    if (value !== undefined && isKnown) carried[name] = value;
  }
  return carried;
}

function inShape(value: unknown, isList: boolean): unknown {
  if (value === undefined || value === null) return undefined;
  if (isList) return Array.isArray(value) ? value : [value];
  return Array.isArray(value) ? value[0] : value;
}
