import type { UserId } from '#shared/ids.ts';
import type { Log } from '../ports.ts';
import { type DemoContext, ensureDemoProject } from './demo-project.ts';

export type Welcome = (user: UserId) => Promise<void>;

/** The first account finds something to look around in. Without it the account is as good, so a failure is only logged. */
export function welcomeWithDemo(context: DemoContext & { log: Log }, isWanted: boolean): Welcome {
  return async (user) => {
    if (!isWanted) return;
    try {
      await ensureDemoProject(context, user);
    } catch (error) {
      context.log.error('demo_failed', { reason: error instanceof Error ? error.message : String(error) });
    }
  };
}
