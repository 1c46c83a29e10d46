import type { Fault } from '#shared/fault.ts';
import type { Assignment } from '../adapter.ts';
import { failureOfSdk } from '../sdk-failure.ts';
import { clientOf, judge } from './client.ts';

/** What the account is and has left: asked for nothing. */
export async function checkRunway({
  signal,
  ...parts
}: Pick<Assignment, 'provider' | 'fetch' | 'signal'>): Promise<Fault | undefined> {
  const client = await clientOf(parts);
  try {
    await client.get('/v1/organization', { signal });
    return undefined;
  } catch (error) {
    return failureOfSdk(error, judge).fault;
  }
}
