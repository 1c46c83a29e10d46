import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PROTOCOL, type Slots } from '#shared/runner/protocol.ts';
import { CHECK_KINDS } from './adapters/checks.ts';
import { Delivery } from './delivery.ts';
import { fetchVia } from './net/fetch-via.ts';
import { createSafeFetch } from './net/safe-fetch.ts';
import type { Clock, Log } from './ports.ts';
import { runJob, type Workshop } from './run-job.ts';
import { ServerClient } from './server-client.ts';
import { SLOTS } from './slots.ts';
import { Spool } from './spool.ts';
import { findTools } from './tools.ts';

const VERSION = '0.1.0';

const KINDS: Record<keyof Slots, string[]> = {
  poll: ['generate:http', 'generate:openai', 'generate:runway', 'edit:http', 'edit:openai', ...CHECK_KINDS],
  light: ['generate:imitation', 'edit:imitation', 'rendition', 'frame'],
  render: ['rendition:proxy'],
};

const AGAIN_FIRST_MS = 500;
const AGAIN_MAX_MS = 15_000;
/** What is at work at the stop may take so long to be given back, or to hear its answer. */
const STOP_WITHIN_MS = 10_000;

type Options = {
  serverUrl: string;
  token: string;
  dataDir: string;
  allowedOrigins: string[];
  clock: Clock;
  log: Log;
  stop: AbortSignal;
};

/** The server will not have this runner: asking again would not change that. */
export type ServeEnd = 'stopped' | 'runner_unknown' | 'runner_protocol';

/** Runs until told to stop: says hello, brings what the spool holds, and works. */
export async function serve(options: Options): Promise<ServeEnd> {
  const { dataDir, log, clock, stop } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // Whatever a dead runner was at, it is begun anew; what it had finished is in the spool.
  await rm(join(dataDir, 'work'), { recursive: true, force: true });
  const client = new ServerClient(options);
  const spool = await Spool.open(dataDir);
  const delivery = new Delivery({ client, spool, log, clock });
  const killed = new AbortController();
  const shop: Workshop = {
    client,
    spool,
    delivery,
    fetch: createSafeFetch(options),
    fetchVia: (proxyUrl) => fetchVia(proxyUrl, options),
    clock,
    log,
    dataDir,
    stopped: stop,
    killed: killed.signal,
  };

  const refused = await sayHello(shop);
  if (refused || stop.aborted) return refused ?? 'stopped';
  await delivery.bringAll();
  const over = new AbortController();
  const courier = delivery.goOn(AbortSignal.any([stop, over.signal]));
  const classes = Object.entries(KINDS).filter(([, kinds]) => kinds.length > 0);
  const ends = await Promise.all(
    // The keys are those of KINDS.
    classes.map(([name, kinds]) =>
      claimAgainAndAgain(shop, { kinds, slots: SLOTS[name as keyof Slots], killed }),
    ),
  );
  // A runner that was removed has no stop to wait for.
  over.abort();
  await courier;
  await delivery.bringAll();
  return ends.find((end) => end !== undefined) ?? 'stopped';
}

/**
 * What is known of old calls is brought first, and what could not be brought is named: a hello ends all other leases, and
 * a person would be asked in vain.
 */
async function sayHello({
  client,
  clock,
  log,
  stopped,
  spool,
  delivery,
}: Workshop): Promise<ServeEnd | undefined> {
  const request = {
    protocol: PROTOCOL,
    version: VERSION,
    kinds: Object.values(KINDS).flat(),
    slots: SLOTS,
    tools: await findTools(),
  };
  for (let pauseMs = AGAIN_FIRST_MS; !stopped.aborted; pauseMs = Math.min(pauseMs * 2, AGAIN_MAX_MS)) {
    await delivery.bringAll();
    const holds = (await spool.list()).map(({ word }) => word.job);
    const said = await client.hello({ ...request, holds });
    if (said.kind === 'ok') {
      log.info('hello', { ...said.value, tools: request.tools });
      return undefined;
    }
    if (said.kind === 'refused') {
      log.error('hello_refused', { fault: said.fault, status: said.status });
      return said.fault.code === 'runner_protocol' ? 'runner_protocol' : 'runner_unknown';
    }
    log.warn('server_away', { reason: said.reason });
    await clock.wait(pauseMs, stopped);
  }
  return undefined;
}

/** One question at a time for a class of work, while a slot of it is free. */
async function claimAgainAndAgain(
  shop: Workshop,
  { kinds, slots, killed }: { kinds: string[]; slots: number; killed: AbortController },
): Promise<ServeEnd | undefined> {
  const { client, clock, log, stopped } = shop;
  const running = new Set<Promise<void>>();
  let end: ServeEnd | undefined;
  for (let pauseMs = AGAIN_FIRST_MS; !stopped.aborted; ) {
    if (running.size >= slots) {
      await Promise.race(running);
      continue;
    }
    const said = await client.claim(kinds, stopped);
    if (said.kind === 'ok') {
      pauseMs = AGAIN_FIRST_MS;
      if (!said.value) continue;
      const job = runJob(shop, said.value).finally(() => running.delete(job));
      running.add(job);
      continue;
    }
    if (stopped.aborted) break;
    if (said.kind === 'refused' && said.status === 401) {
      log.error('claim_refused', { fault: said.fault });
      end = 'runner_unknown';
      break;
    }
    log.warn('claim_waits', said.kind === 'refused' ? { fault: said.fault } : { reason: said.reason });
    await clock.wait(pauseMs, stopped);
    pauseMs = Math.min(pauseMs * 2, AGAIN_MAX_MS);
  }
  const timer = setTimeout(() => killed.abort(), STOP_WITHIN_MS);
  await Promise.all(running);
  clearTimeout(timer);
  return end;
}
