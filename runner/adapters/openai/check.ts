import type { Fault } from '#shared/fault.ts';
import type { Assignment } from '../adapter.ts';
import { failureOfSdk } from '../sdk-failure.ts';
import { clientOf, judge } from './client.ts';

/** Which models there are: asked for nothing. */
export async function checkOpenAi({
  signal,
  ...parts
}: Pick<Assignment, 'provider' | 'fetch' | 'signal'>): Promise<Fault | undefined> {
  const client = await clientOf(parts);
  try {
    const said = await client.get('/models', { signal });
    return typeof said === 'object' ? undefined : { code: 'provider_garbled' };
  } catch (error) {
    return failureOfSdk(error, judge).fault;
  }
}
