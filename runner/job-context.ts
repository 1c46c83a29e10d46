import type { Order } from '#shared/runner/protocol.ts';
import type { Fetched } from './inputs.ts';
import type { Lease } from './lease.ts';
import type { SafeFetch } from './net/safe-fetch.ts';
import type { Clock, Log } from './ports.ts';
import type { Progress } from './progress.ts';
import type { ServerClient } from './server-client.ts';

/** What the work on one job has at hand. */
export type JobContext = {
  order: Order;
  client: ServerClient;
  lease: Lease;
  progress: Progress;
  fetch: SafeFetch;
  clock: Clock;
  log: Log;
  /** Of this job alone; cleared away when it is over. */
  folder: string;
  /** The runner stops: what can be given back is given back. */
  stopped: AbortSignal;
  /** The time for a graceful stop is over. */
  killed: AbortSignal;
  fetchInputs(): Promise<Fetched>;
};
