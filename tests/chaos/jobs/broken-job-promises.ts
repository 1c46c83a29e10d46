import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { JobRecord } from '#shared/jobs/job-record.ts';
import { type FakeProvider, pictureOf } from '../../fakes/provider.ts';
import { type JobStudio, PRICE } from './job-studio.ts';

/** The invoice of the provider against the ledger: nothing paid twice, nothing lost, every doubt shown. */
export async function brokenJobPromises(
  studio: JobStudio,
  { provider, prompts }: { provider: FakeProvider; prompts: Map<string, string> },
): Promise<string[]> {
  const { jobs, assets } = await studio.records();
  const broken: string[] = [];
  for (const [id, prompt] of prompts) {
    const job = jobs.get(id);
    if (!job) {
      broken.push(`${prompt}: no such job`);
      continue;
    }
    const charges = provider.chargesFor(prompt).length;
    const results = assets.filter((asset) => asset.job === id);
    for (const what of await breachesOf(studio, { job, prompt, charges, results }))
      broken.push(`${prompt} (${job.state}, ${JSON.stringify(job.fault)}, charged ${charges}): ${what}`);
  }
  return broken;
}

type Case = { job: JobRecord; prompt: string; charges: number; results: AssetRecord[] };

async function breachesOf(studio: JobStudio, { job, prompt, charges, results }: Case): Promise<string[]> {
  const breaches: string[] = [];
  const spent = job.spent.reduce((sum, { amount }) => sum + amount, 0);
  if (charges > 1) breaches.push('J5: paid twice');
  if (results.length > 1) breaches.push('its result stands twice');
  for (const { sha256 } of results) {
    const answer = await studio.studio.get(`/media/${sha256}/original`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (!bytes.equals(await pictureOf(prompt))) breaches.push('its result is not what was made');
  }
  switch (job.state) {
    case 'done':
      if (charges !== 1) breaches.push('done without a charge');
      if (results.length !== 1) breaches.push('done without its result');
      if (spent !== PRICE.amount) breaches.push(`J9: spent ${spent}`);
      break;
    case 'needs_human':
      if (!job.openCall && charges > 0) breaches.push('J5: paid, and no call is shown to the person');
      break;
    case 'cancelled':
      // What was abandoned counts as taken; what was not charged must not.
      if (charges > 0 && results.length === 0 && spent === 0)
        breaches.push('J11: paid, lost and not counted');
      break;
    default:
      if (charges > 0) breaches.push('paid and lost');
      if (spent > 0) breaches.push(`J9: spent ${spent} for nothing`);
  }
  return breaches;
}
