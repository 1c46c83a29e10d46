import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { priceOf } from '#shared/catalogue/price-of.ts';
import type { MadeFile, Order } from '#shared/runner/protocol.ts';
import { askedOf } from '#shared/smart-edit/edit-request.ts';
import { checkAccount } from './check-account.ts';
import type { Delivery } from './delivery.ts';
import { sha256OfFile } from './durable.ts';
import { editPrompt } from './edit-prompt.ts';
import { makeFrame } from './frame.ts';
import { generate } from './generate.ts';
import { fetchInputs } from './inputs.ts';
import type { JobContext } from './job-context.ts';
import { Lease } from './lease.ts';
import { maskedLog, maskOf } from './mask-secrets.ts';
import type { SafeFetch } from './net/safe-fetch.ts';
import type { Outcome } from './outcome.ts';
import type { Clock, Log } from './ports.ts';
import { Progress } from './progress.ts';
import { makeRenditions } from './renditions.ts';
import type { ServerClient } from './server-client.ts';
import type { LooseFile, Spool, SpoolEntry, Word } from './spool.ts';

const TELL_AGAIN_MS = 1000;
const TELL_TRIES = 5;
const STUCK_PAUSE_MS = 5000;
const KEEP_AGAIN_MS = 2000;

export type Workshop = {
  client: ServerClient;
  spool: Spool;
  delivery: Delivery;
  fetch: SafeFetch;
  /** The same by way of a proxy. */
  fetchVia: (proxyUrl: string) => SafeFetch;
  clock: Clock;
  log: Log;
  dataDir: string;
  stopped: AbortSignal;
  killed: AbortSignal;
};

/** One job from the claim to the word that ends it here. Nothing that it may throw reaches the other jobs. */
export async function runJob(workshop: Workshop, order: Order): Promise<void> {
  const mask = maskOf(order);
  const shop = { ...workshop, log: maskedLog(workshop.log, mask) };
  const { client, clock, log, dataDir } = shop;
  const { job, fence } = order;
  const folder = join(dataDir, 'work', `${job}-${fence}`);
  using lease = new Lease({ client, clock, log, job, fence }, order);
  using progress = new Progress(client, { job, fence, mask });
  log.info('job_taken', { job, kind: order.kind, step: order.step, fence, attempt: order.attempt });
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const context: JobContext = {
      ...shop,
      fetch: order.provider?.proxyUrl ? shop.fetchVia(order.provider.proxyUrl) : shop.fetch,
      order,
      lease,
      progress,
      folder,
      fetchInputs: () =>
        fetchInputs(client, { order, folder, signal: AbortSignal.any([lease.lost, shop.stopped]) }),
    };
    const said = await outcomeOf(shop, context);
    // The name of a task is taken as it comes: it is what the provider is asked by.
    const outcome = said.says === 'submitted' ? said : mask(said);
    log.info('job_ended', { job, fence, says: outcome.says, ...faultOf(outcome) });
    await tell(shop, { order, lease, outcome });
  } catch (error) {
    log.error('job_failed', { job, fence, reason: error instanceof Error ? error.stack : String(error) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function outcomeOf({ delivery }: Workshop, context: JobContext): Promise<Outcome> {
  const { order } = context;
  // An earlier result of this very job, made while the server was away, comes first and may end it.
  const brought = await delivery.bringOf(order.job);
  // Given back at once it would come at once.
  if (brought === 'away' || brought === 'stuck') await context.clock.wait(STUCK_PAUSE_MS, context.stopped);
  if (brought !== 'nothing') return { says: 'release' };
  if (order.work.kind === 'generate') return generate(context, order.work);
  if (order.work.kind === 'edit') return editPrompt(context, order.work);
  if (order.work.kind === 'check') return checkAccount(context);
  if (order.work.kind === 'frame') return makeFrame(context, order.work);
  return makeRenditions(context, order.work);
}

async function tell(
  shop: Workshop,
  { order, lease, outcome }: { order: Order; lease: Lease; outcome: Outcome },
): Promise<void> {
  const { job, fence } = order;
  switch (outcome.says) {
    case 'complete':
    case 'submitted':
    case 'fail': {
      // Without a call it is of no use to anybody but the holder.
      if (lease.lost.aborted && outcome.body.call === undefined) return;
      const { word, files } = await wordOf(order, outcome);
      const entry = await keep(shop, { name: `${job}-${fence}`, word, files });
      await shop.delivery.bring(entry);
      return;
    }
    case 'release':
      return tellHolder(shop, { order, lease, says: 'release', body: { fence } });
    default:
      return tellHolder(shop, { order, lease, says: outcome.says, body: { ...outcome.body, fence } });
  }
}

/** Into the spool, however long the disk has no room: what was paid for is not thrown away for that. */
async function keep(
  { spool, clock, log, killed }: Workshop,
  { name, word, files }: { name: string; word: Word; files: LooseFile[] },
): Promise<SpoolEntry> {
  for (;;) {
    try {
      return await spool.put(name, word, files);
    } catch (error) {
      log.error('word_not_kept', { job: word.job, says: word.says, reason: String(error) });
      if (killed.aborted) throw error;
      await clock.wait(KEEP_AGAIN_MS, killed);
    }
  }
}

/** A word that only the holder may say: should it never be heard, the end of the lease says the same. */
async function tellHolder(
  { client, clock, log, killed }: Workshop,
  { order, lease, says, body }: { order: Order; lease: Lease; says: string; body: object },
): Promise<void> {
  for (let tries = 0; tries < TELL_TRIES && !lease.lost.aborted; tries++) {
    const said = await client.tell(order.job, says, body);
    if (said.kind === 'refused') log.warn('word_refused', { job: order.job, says, fault: said.fault });
    if (said.kind !== 'away') return;
    await clock.wait(TELL_AGAIN_MS, killed);
  }
}

async function wordOf(
  order: Order,
  outcome: Extract<Outcome, { says: 'complete' | 'submitted' | 'fail' }>,
): Promise<{ word: Word; files: { path: string; sha256: string }[] }> {
  const { job, fence } = order;
  if (outcome.says === 'submitted')
    return { word: { says: 'submitted', job, body: outcome.body }, files: [] };
  if (outcome.says === 'fail')
    return { word: { says: 'fail', job, body: { ...outcome.body, fence } }, files: [] };
  const loose: { path: string; sha256: string }[] = [];
  const files: MadeFile[] = [];
  for (const { path, ...made } of outcome.made) {
    const sha256 = await sha256OfFile(path);
    files.push({ ...made, sha256 });
    // The same picture twice is one file.
    if (!loose.some((one) => one.sha256 === sha256)) loose.push({ path, sha256 });
  }
  const body = { ...outcome.body, fence, files };
  return { word: { says: 'complete', job, body, ...priced(order) }, files: loose };
}

function priced({ model, work }: Order): { price?: number } {
  if (!model || (work.kind !== 'generate' && work.kind !== 'edit')) return {};
  const asked = askedOf(work, model);
  const price = priceOf(asked.model.price, asked.model.schema, asked);
  return price ? { price: price.amount } : {};
}

function faultOf(outcome: Outcome): object {
  return outcome.says === 'fail' ? { fault: outcome.body.fault, sent: outcome.body.sent } : {};
}
