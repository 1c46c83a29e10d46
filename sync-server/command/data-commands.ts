import * as z from 'zod';
import { ProjectId } from '#shared/ids.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import { ExportSummary } from '../archive/export-project.ts';
import { Imported } from '../archive/import-copy.ts';
import { loadConfig } from '../config.ts';
import { BackupSummary } from '../keeping/back-up.ts';
import { CheckReport } from '../keeping/problem.ts';
import { type RestoreSummary, restore } from '../keeping/restore.ts';
import { Rotation } from '../secrets/account-secrets.ts';
import type { Command } from './command.ts';
import { refusalOf, runCommand } from './run-command.ts';

type Asked<T> = { ok: true; value: T } | { ok: false; message: string };
type Env = NodeJS.ProcessEnv;

async function askFor<T>(env: Env, command: Command, schema: z.ZodType<T>): Promise<Asked<T>> {
  const answer = await runCommand(env, command);
  return answer.ok ? { ok: true, value: schema.parse(answer.data) } : answer;
}

export function runBackup(env: Env, folder: string): Promise<Asked<BackupSummary>> {
  return askFor(env, { name: 'backup', folder }, BackupSummary);
}

export function runCheck(env: Env, repair: boolean, contents = false): Promise<Asked<CheckReport>> {
  return askFor(env, { name: 'check', repair, contents }, CheckReport);
}

export function runSecretsRotate(env: Env): Promise<Asked<Rotation>> {
  return askFor(env, { name: 'secrets.rotate' }, Rotation);
}

export async function runProjectExport(
  env: Env,
  typed: { project: string; file: string },
): Promise<Asked<ExportSummary>> {
  const project = ProjectId.safeParse(typed.project).data;
  if (!project) return { ok: false, message: faultText({ code: 'project_not_found' }) };
  return askFor(env, { name: 'project.export', project, file: typed.file }, ExportSummary);
}

export async function runProjectImport(
  env: Env,
  typed: { file: string; owner: string; into: string | undefined },
): Promise<Asked<Imported>> {
  const { file, owner } = typed;
  const into = z.optional(ProjectId).safeParse(typed.into);
  if (!into.success) return { ok: false, message: faultText({ code: 'project_not_found' }) };
  return askFor(env, { name: 'project.import', file, owner, into: into.data }, Imported);
}

/** Never through a server: one that runs has data already. */
export async function runRestore(env: Env, backup: string, verify: boolean): Promise<Asked<RestoreSummary>> {
  try {
    const restored = await restore(loadConfig(env).config, backup, { verify });
    return restored.ok ? restored : { ok: false, message: faultText(restored.fault) };
  } catch (error) {
    const message = refusalOf(error);
    if (message === undefined) throw error;
    return { ok: false, message };
  }
}
