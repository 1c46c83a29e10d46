import { type MutationId, ProjectId, ShotId } from '#shared/ids.ts';
import { JobId } from '#shared/jobs/job.ts';
import type { Mutation } from '#shared/sync/mutation.ts';

const PROJECT = ProjectId.parse('01JXT22F1S93SA3ZWZ9Y4BW0VA');
const ANY = '01JXT22F1S93SA3ZWZ9Y4BW0V1';

/** One press of «Сгенерировать» as the outbox has it. */
export function aLaunch(id: MutationId, project = PROJECT): Mutation {
  const work = {
    ...{ kind: 'generate' as const, project, shot: ShotId.parse(ANY), prompt: ANY, take: ANY },
    ...{ model: 'imitation/image', text: 'крыша', params: {} },
  };
  const job = JobId.parse(ANY);
  return { id, kind: 'job.create', project, job, work, priority: 'interactive', agreed: null };
}
