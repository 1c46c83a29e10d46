import type { Core } from '../core.ts';
import type { ServerHealth } from '../health/check.ts';
import type { NightlyState } from '../keeping/nightly.ts';

/** What is read off the server when somebody asks, and costs nothing until then. */
export function describeServer({ metrics: { registry }, rooms }: Core, health: ServerHealth): void {
  registry.gauge(
    { name: 'raskadr_sync_sockets', help: 'Open document sockets.' },
    () => rooms.load().sockets,
  );
  registry.gauge({ name: 'raskadr_sync_rooms', help: 'Documents in memory.' }, () => rooms.load().rooms);
  registry.gauge(
    { name: 'raskadr_sync_unwritten_updates', help: 'Accepted updates that are not on the disk yet.' },
    () => rooms.load().unwritten,
  );
  registry.gauge(
    { name: 'raskadr_disk_free_bytes', unit: 'bytes', help: 'Room on the disk of the data.' },
    () => health.freeBytes(),
  );
}

export function describeJobs(
  { metrics: { registry } }: Core,
  ledger: { readonly openJobs: ReadonlyMap<string, number> },
): void {
  registry.gauges(
    { name: 'raskadr_jobs_open', help: 'Jobs that have not ended, by state.', label: 'state' },
    () => ledger.openJobs,
  );
}

type BackupsToWatch = { readonly state: Pick<NightlyState, 'lastFinishedAtMs'> };

export function describeBackups({ metrics: { registry }, clock }: Core, nightly: BackupsToWatch): void {
  registry.gauge(
    { name: 'raskadr_backup_age_seconds', unit: 'seconds', help: 'How old the newest nightly backup is.' },
    () => {
      const { lastFinishedAtMs } = nightly.state;
      return lastFinishedAtMs === undefined ? undefined : (clock.nowMs() - lastFinishedAtMs) / 1000;
    },
  );
}
