import { mkdir } from 'node:fs/promises';
import type { RunnerId } from '#shared/jobs/job.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { writeWhole } from './durable.ts';
import { ServerClient } from './server-client.ts';
import { type Pairing, pairingFile, runnerFolder } from './settings.ts';

/** Turns a one-time code into a key of this runner's own, kept in its folder for its owner only. */
export async function pair(
  env: NodeJS.ProcessEnv,
  { url, code, name }: { url: string; code: string; name: string },
): Promise<Result<{ runner: RunnerId; file: string }>> {
  const server = url.replace(/\/+$/, '');
  const said = await ServerClient.pair(server, { code: code.trim(), name: name.trim().slice(0, 100) });
  if (said.kind === 'away') return fail({ code: 'server_unreachable', url: server });
  if (said.kind === 'refused') return fail(said.fault);
  const file = pairingFile(env);
  await mkdir(runnerFolder(env), { recursive: true, mode: 0o700 });
  const { runner, token } = said.value;
  await writeWhole(file, JSON.stringify({ server, runner, token } satisfies Pairing));
  return ok({ runner, file });
}
