import { callServer, json, nothing } from '#lib/call-server.ts';
import type { RunnerId } from '#shared/jobs/job.ts';
import { JobLinesAnswer } from '#shared/jobs/job-lines.ts';
import type { Result } from '#shared/result.ts';
import { type EditRunnerBody, PairingCode, RunnerRecord, RunnersAnswer } from '#shared/runner/protocol.ts';

export function fetchRunners(): Promise<Result<RunnersAnswer>> {
  return callServer('/api/runners', {}, (body) => RunnersAnswer.parse(body));
}

export function editRunner(id: RunnerId, body: EditRunnerBody): Promise<Result<RunnerRecord>> {
  return callServer(`/api/runners/${id}`, json('PATCH', body), (answer) => RunnerRecord.parse(answer));
}

export function removeRunner(id: RunnerId): Promise<Result<undefined>> {
  return callServer(`/api/runners/${id}`, { method: 'DELETE' }, nothing);
}

export function makePairingCode(): Promise<Result<PairingCode>> {
  return callServer('/api/runners/codes', json('POST', {}), (body) => PairingCode.parse(body));
}

export function fetchLines(job: string): Promise<Result<JobLinesAnswer>> {
  return callServer(`/api/jobs/${job}/lines`, {}, (body) => JobLinesAnswer.parse(body));
}
