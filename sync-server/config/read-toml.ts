import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { findNearest } from '#shared/nearest.ts';
import { ConfigError } from './config-error.ts';
import { keyOf, NAMES } from './settings.ts';

const FILE = 'raskadr.toml';

/** What raskadr.toml says, under the names of the variables. Without RASKADR_CONFIG the file may be missing. */
export function readTomlFile(env: NodeJS.ProcessEnv): Record<string, string> {
  const named = env.RASKADR_CONFIG;
  const file = resolve(named || FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    // The type of Error does not name the code that the file system gives it.
    if (!named && (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigError({ kind: 'file_unreadable', file });
  }
  return settingsOfToml(text, file);
}

function settingsOfToml(text: string, file: string): Record<string, string> {
  const given: Record<string, string> = {};
  const keys = new Map<string, string>();
  for (const [key, value] of Object.entries(parsed(text, file))) {
    const name = NAMES.find((known) => key.toLowerCase() === keyOf(known) || key === known);
    if (name === undefined) {
      const nearest = findNearest(key.toLowerCase(), NAMES.map(keyOf));
      throw new ConfigError({ kind: 'unknown_key', key, nearest });
    }
    const other = keys.get(name);
    if (other !== undefined) throw new ConfigError({ kind: 'given_twice', variable: other, other: key });
    keys.set(name, key);
    given[name] = textOf(name, value);
  }
  return given;
}

function parsed(text: string, file: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    // The message quotes the line, and a line may hold a secret.
    if (error instanceof TomlError) {
      throw new ConfigError({ kind: 'bad_toml', file, line: error.line, column: error.column });
    }
    throw error;
  }
}

/** As one would write it in the environment. */
function textOf(variable: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join(',');
  throw new ConfigError({ kind: 'bad_value', variable, source: 'toml' });
}
