import { constants, existsSync } from 'node:fs';
import { access, readdir, readFile, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Finding } from '#shared/russian/runner-doctor-text.ts';
import { findConfinement } from './media/confinement.ts';
import { findPairing, readSettings, runnerFolder } from './settings.ts';
import { findTools } from './tools.ts';

const LEAST_BYTES = 1024 ** 3;
const ANSWER_WITHIN_MS = 5000;
const LOCAL_TOKEN = 'runner-token';

/** What a runner here has and what it lacks. */
export async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const folder = runnerFolder(env);
  const tools = await findTools();
  const isPaired = !('code' in (await readSettings(env))) || (await hasLocalToken(env));
  return [
    { about: 'node', isFine: true, value: process.versions.node },
    ...Object.entries(tools).map(([tool, version]) => ({
      about: 'tool' as const,
      tool,
      isFine: version !== null,
      value: version ?? '',
    })),
    ...(await confinementFindings()),
    { about: 'paired', isFine: isPaired, value: '' },
    ...(await serverFinding(env)),
    await roomFinding(folder),
    await spoolFinding(folder),
  ];
}

/** None of it must be there; what is missing is named. */
async function confinementFindings(): Promise<Finding[]> {
  const { limits, sandbox } = await findConfinement();
  return [
    { about: 'limits', isFine: true, value: limits ?? '' },
    { about: 'sandbox', isFine: true, value: sandbox ?? '' },
  ];
}

/** Beside the server it is paired by the server itself; a folder that was named is that of another runner. */
async function hasLocalToken(env: NodeJS.ProcessEnv): Promise<boolean> {
  if (env.RASKADR_RUNNER_DATA !== undefined) return false;
  const file = join(env.RASKADR_DATA ?? './data', LOCAL_TOKEN);
  return (await readFile(file, 'utf8').catch(() => '')).trim() !== '';
}

async function serverFinding(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const url = env.RASKADR_SERVER ?? (await findPairing(env))?.server;
  if (url === undefined) return [];
  const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(
    () => undefined,
  );
  return [{ about: 'server', isFine: answer?.ok ?? false, value: url }];
}

async function roomFinding(folder: string): Promise<Finding> {
  try {
    const existing = nearestExisting(folder);
    await access(existing, constants.W_OK);
    const { bavail, bsize } = await statfs(existing);
    return { about: 'room', isFine: bavail * bsize >= LEAST_BYTES, value: String(bavail * bsize) };
  } catch {
    return { about: 'folder', isFine: false, value: folder };
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}

async function spoolFinding(folder: string): Promise<Finding> {
  const refused = await readdir(join(folder, 'spool', 'refused')).catch(() => []);
  const waiting = await readdir(join(folder, 'spool')).catch(() => []);
  const count = waiting.filter((name) => name !== 'refused').length;
  if (refused.length > 0) return { about: 'refused', isFine: false, value: join(folder, 'spool', 'refused') };
  return { about: 'spool', isFine: true, value: String(count) };
}
