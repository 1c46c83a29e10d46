import { z } from 'zod';
import { BLOB_MAX_BYTES } from '#shared/runner/protocol.ts';
import { readS3Address } from '../blobs/s3/s3-store.ts';

const Flag = z.enum(['0', '1']).transform((value) => value === '1');
const METRICS_TOKEN_MIN_CHARS = 16;
const Key = z
  .string()
  .regex(/^[\x21-\x7e]+$/)
  .optional();
const Base = z.url({ protocol: /^https?$/ }).optional();

/** One file is never larger than what runners and archives take. */
const Bytes = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

/** Every setting under the name of its variable, as text. In raskadr.toml: small letters, without `RASKADR_`. */
export const Settings = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().max(65535)),
  HOST: z.string().min(1),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUST_PROXY: z.string().optional(),
  RASKADR_DATA: z.string().min(1),
  RASKADR_DEMO: Flag,
  RASKADR_RUNNER: Flag,
  RASKADR_PLAIN_RUNNERS: Flag,
  RASKADR_BACKUPS: Flag,
  RASKADR_BACKUP_DIR: z.string().min(1).optional(),
  RASKADR_SECRET_FILE: z.string().min(1).optional(),
  RASKADR_ALLOW_ORIGINS: z.string().optional(),
  RASKADR_FILE_MAX_BYTES: Bytes.pipe(z.number().min(1).max(BLOB_MAX_BYTES)),
  RASKADR_PERSON_QUOTA_BYTES: Bytes,
  OPENAI_API_KEY: Key,
  OPENAI_BASE_URL: Base,
  RUNWAYML_API_SECRET: Key,
  RUNWAYML_BASE_URL: Base,
  DATABASE_URL: z.string().startsWith('file:').optional(),
  BLOBS_URL: z
    .string()
    .refine((text) => readS3Address(text) !== undefined)
    .optional(),
  S3_ACCESS_KEY_ID: Key,
  S3_SECRET_ACCESS_KEY: Key,
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['debug', 'info', 'warn', 'error']))
    .optional(),
  RASKADR_METRICS_TOKEN: z
    .string()
    .min(METRICS_TOKEN_MIN_CHARS)
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULTS: Record<string, string> = {
  PORT: '7420',
  HOST: '127.0.0.1',
  RASKADR_DATA: './data',
  RASKADR_DEMO: '1',
  RASKADR_RUNNER: '1',
  RASKADR_PLAIN_RUNNERS: '0',
  RASKADR_BACKUPS: '1',
  RASKADR_FILE_MAX_BYTES: String(BLOB_MAX_BYTES),
  RASKADR_PERSON_QUOTA_BYTES: String(100 * 1024 ** 3),
};

export const VARIABLES: readonly string[] = Object.keys(Settings.shape);

/** Each may stand in a file that its variable with `_FILE` names, and is never printed. */
const SECRETS: readonly string[] = [
  'RASKADR_METRICS_TOKEN',
  'OPENAI_API_KEY',
  'RUNWAYML_API_SECRET',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
];

export function isSecret(variable: string): boolean {
  return SECRETS.includes(variable);
}

/** All names that may be set: the settings, and the files of the secret ones. */
export const NAMES: readonly string[] = [...VARIABLES, ...SECRETS.map((variable) => `${variable}_FILE`)];

/** The name of a setting in raskadr.toml. */
export function keyOf(variable: string): string {
  return variable.replace(/^RASKADR_/, '').toLowerCase();
}
