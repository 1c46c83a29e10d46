import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { UnknownVariable } from '#shared/config-problem.ts';
import { readOrigins } from '#shared/net/judge-address.ts';
import { readS3Address, type S3Store } from './blobs/s3/s3-store.ts';
import { ConfigError } from './config/config-error.ts';
import { readTomlFile } from './config/read-toml.ts';
import { listUnknownVariables, resolveSettings, type SettingLine } from './config/resolve-settings.ts';
import type { Settings } from './config/settings.ts';

export type Config = {
  port: number;
  host: string;
  publicUrl: string | undefined;
  /** Addresses of proxies whose `X-Forwarded-For` is believed; none by default. */
  trustedProxies: string[];
  dataDir: string;
  databaseUrl: string;
  /** Where content lies; on the server's own disk without it. */
  s3: S3Store | undefined;
  /** What the keys of providers are sealed with; no backup has it. */
  secretFile: string;
  /** What the operator says of the accounts that the house begins with, by their ids. */
  accounts: ReadonlyMap<string, ToldAccount>;
  /** Addresses of closed networks that providers may have. */
  allowedOrigins: string[];
  /** Whether the first account finds a demo project. */
  isDemoWanted: boolean;
  /** Whether a runner works beside the server. */
  isRunnerWanted: boolean;
  /** Whether runners of other machines may be paired without TLS. */
  arePlainRunnersAllowed: boolean;
  /** The nightly backups. */
  backups: { areOn: boolean; dir: string };
  /** How large a file of somebody's own may be, and how much of them one person may have; 0 is no limit. */
  uploads: { fileMaxBytes: number; personQuotaBytes: number };
  /** Left open, it follows from who reads the log. */
  logLevel: Settings['LOG_LEVEL'];
  /** Whoever shows it may read the metrics. */
  metricsToken: string | undefined;
};

/** A key with the name of the variable it stands in, and another address of the provider. */
export type ToldAccount = { variable: string; key: string | undefined; baseUrl: string | undefined };

export type LoadedConfig = {
  config: Config;
  lines: SettingLine[];
  unknownVariables: UnknownVariable[];
};

/** The settings of this machine: the environment, raskadr.toml, the defaults. */
export function loadConfig(env: NodeJS.ProcessEnv): LoadedConfig {
  const { settings, lines } = resolveSettings(env, readTomlFile(env));
  return { config: configFrom(settings), lines, unknownVariables: listUnknownVariables(env) };
}

/** The settings as an environment alone gives them. */
export function configOf(env: NodeJS.ProcessEnv): Config {
  return configFrom(resolveSettings(env, {}).settings);
}

function configFrom(settings: Settings): Config {
  const dataDir = resolve(settings.RASKADR_DATA);
  const accounts = accountsIn(settings);
  return {
    port: settings.PORT,
    host: settings.HOST,
    publicUrl: settings.PUBLIC_URL?.replace(/\/+$/, ''),
    trustedProxies: (settings.TRUST_PROXY ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
    dataDir,
    databaseUrl: settings.DATABASE_URL ?? pathToFileURL(resolve(dataDir, 'raskadr.db')).href,
    s3: s3In(settings),
    secretFile: resolve(settings.RASKADR_SECRET_FILE ?? resolve(dataDir, 'secret.key')),
    accounts,
    // An address that the operator names is his own word, like the list.
    allowedOrigins: [
      ...readOrigins(settings.RASKADR_ALLOW_ORIGINS),
      ...[...accounts.values()].flatMap(({ baseUrl }) => readOrigins(baseUrl)),
    ],
    isDemoWanted: settings.RASKADR_DEMO,
    isRunnerWanted: settings.RASKADR_RUNNER,
    arePlainRunnersAllowed: settings.RASKADR_PLAIN_RUNNERS,
    backups: {
      areOn: settings.RASKADR_BACKUPS,
      dir: resolve(settings.RASKADR_BACKUP_DIR ?? resolve(dataDir, 'backups')),
    },
    uploads: {
      fileMaxBytes: settings.RASKADR_FILE_MAX_BYTES,
      personQuotaBytes: settings.RASKADR_PERSON_QUOTA_BYTES,
    },
    logLevel: settings.LOG_LEVEL,
    metricsToken: settings.RASKADR_METRICS_TOKEN,
  };
}

function s3In({
  BLOBS_URL,
  S3_ACCESS_KEY_ID: accessKeyId,
  S3_SECRET_ACCESS_KEY: secretAccessKey,
}: Settings): S3Store | undefined {
  const address = readS3Address(BLOBS_URL ?? '');
  if (!address) return undefined;
  if (accessKeyId === undefined) throw new ConfigError({ kind: 'key_missing', variable: 'S3_ACCESS_KEY_ID' });
  if (secretAccessKey === undefined)
    throw new ConfigError({ kind: 'key_missing', variable: 'S3_SECRET_ACCESS_KEY' });
  return { ...address, accessKeyId, secretAccessKey };
}

function accountsIn(settings: Settings): Map<string, ToldAccount> {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, RUNWAYML_API_SECRET, RUNWAYML_BASE_URL } = settings;
  return new Map([
    ['openai', { variable: 'OPENAI_API_KEY', key: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL }],
    ['runway', { variable: 'RUNWAYML_API_SECRET', key: RUNWAYML_API_SECRET, baseUrl: RUNWAYML_BASE_URL }],
  ]);
}
