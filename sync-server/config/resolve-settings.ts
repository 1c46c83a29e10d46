import { readFileSync } from 'node:fs';
import type { SettingSource, UnknownVariable } from '#shared/config-problem.ts';
import { findNearest } from '#shared/nearest.ts';
import { ConfigError } from './config-error.ts';
import { DEFAULTS, isSecret, NAMES, Settings, VARIABLES } from './settings.ts';

/** A setting, what it was given as, and where from. */
export type SettingLine = { variable: string; text: string | undefined; source: SettingSource };

export type Resolved = { settings: Settings; lines: SettingLine[] };

type Given = Record<string, string | undefined>;

/** The environment before raskadr.toml before the defaults. An empty value is one that nobody wanted to set. */
export function resolveSettings(env: Given, toml: Given): Resolved {
  const lines = VARIABLES.map((variable) => resolveOne(variable, env, toml));
  const given = Object.fromEntries(lines.map(({ variable, text }) => [variable, text]));
  const parsed = Settings.safeParse(given);
  if (parsed.success) return { settings: parsed.data, lines };
  const variable = String(parsed.error.issues[0]?.path[0]);
  const source = lines.find((line) => line.variable === variable)?.source ?? 'default';
  throw new ConfigError({ kind: 'bad_value', variable, source });
}

function resolveOne(variable: string, env: Given, toml: Given): SettingLine {
  for (const [source, given] of [
    ['environment', env],
    ['toml', toml],
  ] as const) {
    const text = textFrom(given, variable);
    if (text !== undefined) return { variable, text, source };
  }
  return { variable, text: DEFAULTS[variable], source: 'default' };
}

function textFrom(given: Given, variable: string): string | undefined {
  const text = given[variable] || undefined;
  if (!isSecret(variable)) return text;
  const named = `${variable}_FILE`;
  const file = given[named];
  if (!file) return text;
  if (text !== undefined) throw new ConfigError({ kind: 'given_twice', variable, other: named });
  return secretIn(file, named);
}

/** An empty file is a mistake: going on without the secret would open what it was to close. */
function secretIn(file: string, variable: string): string {
  let secret = '';
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch {
    // Told below, together with the empty file.
  }
  if (secret === '') throw new ConfigError({ kind: 'secret_unreadable', variable, file });
  return secret;
}

/** Ours by their prefix, but read by nobody: set by mistake, or for another version. */
export function listUnknownVariables(env: NodeJS.ProcessEnv): UnknownVariable[] {
  // The first is read with the file, the second belongs to the bootstrap.
  const known = [...NAMES, 'RASKADR_CONFIG', 'RASKADR_OWN_NODE'];
  return Object.keys(env)
    .filter((variable) => variable.startsWith('RASKADR_') && !known.includes(variable))
    .map((variable) => ({ variable, nearest: findNearest(variable, known) }));
}
