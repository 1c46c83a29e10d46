import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const Flag = z.enum(['0', '1']).transform((value) => value === '1');

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(7420),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUST_PROXY: z.string().default(''),
  RASKADR_DATA: z.string().min(1).default('./data'),
  RASKADR_DEMO: Flag.default(true),
  RASKADR_RUNNER: Flag.default(true),
  DATABASE_URL: z.string().startsWith('file:').optional(),
});

export type Config = {
  port: number;
  host: string;
  publicUrl: string | undefined;
  /** Addresses of proxies whose `X-Forwarded-For` is believed; none by default. */
  trustedProxies: string[];
  dataDir: string;
  databaseUrl: string;
};

export class ConfigError extends Error {
  readonly variable: string;

  constructor(variable: string, message: string) {
    super(message);
    this.variable = variable;
  }
}

export function configOf(env: NodeJS.ProcessEnv): Config {
  // An empty variable is one that somebody did not want to set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(String(issue?.path[0]), issue?.message ?? 'bad value');
  }
  const values = parsed.data;
  const dataDir = resolve(values.RASKADR_DATA);
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ''),
    trustedProxies: values.TRUST_PROXY.split(',')
      .map((part) => part.trim())
      .filter(Boolean),
    dataDir,
    databaseUrl: values.DATABASE_URL ?? pathToFileURL(resolve(dataDir, 'raskadr.db')).href,
  };
}
