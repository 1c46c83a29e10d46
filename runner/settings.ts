import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { readOrigins } from '#shared/net/judge-address.ts';

/** Written by `raskadr runner pair`: where this runner belongs. */
export const Pairing = z.object({ server: z.string(), runner: z.string(), token: z.string() });
export type Pairing = z.infer<typeof Pairing>;

export type RunnerSettings = {
  serverUrl: string;
  token: string;
  dataDir: string;
  logLevel: string;
  /** Its own words: `npm start` gives the runner beside it no choice of server. */
  isLocal: boolean;
  /** What the operator lets it ask beside the public internet. */
  allowedOrigins: string[];
};

export type SettingsProblem = { code: 'not_paired' } | { code: 'token_unreadable'; file: string };

/** `RASKADR_RUNNER_DATA`, or `runner` in the data folder. */
export function runnerFolder(env: NodeJS.ProcessEnv): string {
  return resolve(env.RASKADR_RUNNER_DATA ?? join(env.RASKADR_DATA ?? './data', 'runner'));
}

export function pairingFile(env: NodeJS.ProcessEnv): string {
  return join(runnerFolder(env), 'pairing.json');
}

/** The server and the key to it: from the environment, or from an earlier pairing. */
export async function readSettings(env: NodeJS.ProcessEnv): Promise<RunnerSettings | SettingsProblem> {
  const dataDir = runnerFolder(env);
  const logLevel = env.LOG_LEVEL ?? 'info';
  const allowedOrigins = originsIn(env);
  const { RASKADR_SERVER: server, RASKADR_RUNNER_TOKEN_FILE: file } = env;
  if (server && file) {
    const token = await readFile(file, 'utf8').catch(() => undefined);
    if (!token?.trim()) return { code: 'token_unreadable', file };
    return {
      serverUrl: trimmed(server),
      token: token.trim(),
      dataDir,
      logLevel,
      isLocal: true,
      allowedOrigins,
    };
  }
  const pairing = await findPairing(env);
  if (!pairing) return { code: 'not_paired' };
  return {
    serverUrl: trimmed(pairing.server),
    token: pairing.token,
    dataDir,
    logLevel,
    isLocal: false,
    allowedOrigins,
  };
}

/** An address of a provider that stands in the environment is the operator's own word, like the list. */
function originsIn(env: NodeJS.ProcessEnv): string[] {
  const bases = Object.keys(env).filter((name) => name.endsWith('_BASE_URL'));
  return ['RASKADR_ALLOW_ORIGINS', ...bases].flatMap((name) => readOrigins(env[name]));
}

export async function findPairing(env: NodeJS.ProcessEnv): Promise<Pairing | undefined> {
  const text = await readFile(pairingFile(env), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Pairing.safeParse(parsed(text)).data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}
