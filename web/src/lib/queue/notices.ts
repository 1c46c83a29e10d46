import type { JobRecord } from '#shared/jobs/job-record.ts';
import { finishedText } from '#shared/russian/job-text.ts';

const KEY = 'raskadr.notices';
/** Shorter work is watched anyway. */
const LONG_MS = 20_000;

export function mayNotify(): 'yes' | 'no' | 'ask' | 'never' {
  if (!('Notification' in globalThis) || Notification.permission === 'denied') return 'never';
  if (Notification.permission !== 'granted') return 'ask';
  return localStorage.getItem(KEY) === '1' ? 'yes' : 'no';
}

/** Called from a click: browsers ask the person only then. */
export async function askToNotify(): Promise<void> {
  if ((await Notification.requestPermission()) === 'granted') localStorage.setItem(KEY, '1');
}

export function stopNotifying(): void {
  localStorage.removeItem(KEY);
}

/** Tells of long work that has ended since the last look; the same job is told once, whatever tab tells it. */
export class EndNotices {
  #open = new Set<string>();

  look(jobs: JobRecord[]): void {
    const open = new Set(jobs.filter(({ endedAt }) => endedAt === null).map(({ id }) => String(id)));
    const ended = jobs.filter(({ id, endedAt }) => endedAt !== null && this.#open.has(id));
    this.#open = open;
    if (mayNotify() !== 'yes' || document.visibilityState === 'visible') return;
    for (const job of ended) {
      const isLong = (job.endedAt ?? 0) - job.createdAt >= LONG_MS;
      if (!isLong || (job.state !== 'done' && job.state !== 'dead')) continue;
      new Notification(finishedText(job.title, job.state === 'done'), { tag: job.id, lang: 'ru' });
    }
  }
}
