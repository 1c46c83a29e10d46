import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { ConfigError } from '#server/config/config-error.ts';
import { printConfig } from '#server/config/print-config.ts';
import { keyOf, NAMES, VARIABLES } from '#server/config/settings.ts';
import { loadConfig } from '#server/config.ts';
import type { ConfigProblem } from '#shared/config-problem.ts';
import { configProblemText } from '#shared/russian/config-text.ts';

const CANARY = 'canary-4cf0b2d19e-token';
let folder = '';

beforeEach(async () => {
  const made = await mkdtemp(join(tmpdir(), 'raskadr-config-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  folder = made;
});

async function aFile(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function aToml(text: string): Promise<{ RASKADR_CONFIG: string }> {
  return { RASKADR_CONFIG: await aFile('raskadr.toml', text) };
}

function problemOf(env: NodeJS.ProcessEnv): ConfigProblem | undefined {
  try {
    loadConfig(env);
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.problem;
    throw error;
  }
}

test('the environment wins over raskadr.toml, and raskadr.toml over the default', async () => {
  const env = await aToml('port = 8001\nhost = "127.0.0.2"\ndemo = false\n');
  const { config, lines } = loadConfig({ ...env, PORT: '8002' });
  expect(config).toMatchObject({ port: 8002, host: '127.0.0.2', isDemoWanted: false, logLevel: undefined });
  const sources = Object.fromEntries(lines.map(({ variable, source }) => [variable, source]));
  expect(sources).toMatchObject({
    PORT: 'environment',
    HOST: 'toml',
    RASKADR_DEMO: 'toml',
    LOG_LEVEL: 'default',
  });
});

test('every setting can stand in raskadr.toml by its short name and by the name of its variable', async () => {
  expect(new Set(NAMES.map(keyOf)).size).toBe(NAMES.length);
  const samples: Record<string, string> = {
    PORT: '7000',
    HOST: '"127.0.0.1"',
    PUBLIC_URL: '"https://raskadr.example"',
    TRUST_PROXY: '["127.0.0.1", "10.0.0.0/8"]',
    RASKADR_DATA: '"./x"',
    RASKADR_DEMO: 'true',
    RASKADR_PLAIN_RUNNERS: 'true',
    RASKADR_RUNNER: 'false',
    RASKADR_BACKUPS: 'false',
    RASKADR_BACKUP_DIR: '"/srv/backups"',
    RASKADR_FILE_MAX_BYTES: '1073741824',
    RASKADR_PERSON_QUOTA_BYTES: '0',
    OPENAI_API_KEY: `"${CANARY}"`,
    OPENAI_BASE_URL: '"http://127.0.0.1:1234/v1"',
    RUNWAYML_API_SECRET: `"${CANARY}"`,
    RUNWAYML_BASE_URL: '"https://runway.example"',
    RASKADR_SECRET_FILE: '"/srv/secret.key"',
    RASKADR_ALLOW_ORIGINS: '["http://127.0.0.1:8188", "http://comfy.lan"]',
    DATABASE_URL: '"file:///srv/x.db"',
    BLOBS_URL: `"s3://studio/kino?region=eu-1"\ns3_access_key_id = "${CANARY}"\ns3_secret_access_key = "${CANARY}"`,
    S3_ACCESS_KEY_ID: `"${CANARY}"`,
    S3_SECRET_ACCESS_KEY: `"${CANARY}"`,
    LOG_LEVEL: '"debug"',
    RASKADR_METRICS_TOKEN: `"${CANARY}"`,
  };
  expect(Object.keys(samples).sort()).toEqual([...VARIABLES].sort());
  for (const name of VARIABLES) {
    for (const key of [name, keyOf(name)]) {
      const { lines } = loadConfig(await aToml(`${key} = ${samples[name]}\n`));
      expect.soft(lines.find((line) => line.variable === name)?.source, key).toBe('toml');
    }
  }
  const { config } = loadConfig(await aToml('trust_proxy = ["127.0.0.1", "10.0.0.0/8"]\n'));
  expect(config.trustedProxies).toEqual(['127.0.0.1', '10.0.0.0/8']);
});

test('an unknown key of raskadr.toml is refused with the nearest known one', async () => {
  expect(problemOf(await aToml('prot = 8000\n'))).toEqual({
    kind: 'unknown_key',
    key: 'prot',
    nearest: 'port',
  });
  expect(problemOf(await aToml('[server]\nport = 8000\n'))).toMatchObject({
    kind: 'unknown_key',
    key: 'server',
  });
});

test('an unknown variable of ours is told with the nearest known one, and stops nothing', async () => {
  const { unknownVariables } = loadConfig({
    RASKADR_DATE: './x',
    RASKADR_METRICS_TOKEN_FILE: '',
    PATH: '/bin',
  });
  expect(unknownVariables).toEqual([{ variable: 'RASKADR_DATE', nearest: 'RASKADR_DATA' }]);
});

test('a value that cannot be used names its setting and where it was set', async () => {
  for (const [name, value] of [
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PORT', '1e3'],
    ['PORT', 'порт'],
    ['PUBLIC_URL', 'ftp://x'],
    ['RASKADR_DEMO', 'yes'],
    ['RASKADR_PLAIN_RUNNERS', 'on'],
    ['DATABASE_URL', 'https://x'],
    ['BLOBS_URL', 's3://'],
    ['BLOBS_URL', 's3://studio?endpiont=https://s3.example'],
    ['LOG_LEVEL', 'loud'],
    ['RASKADR_METRICS_TOKEN', 'short'],
  ] as const) {
    const problem = problemOf({ [name]: value });
    expect.soft(problem).toEqual({ kind: 'bad_value', variable: name, source: 'environment' });
    expect.soft(problem && configProblemText(problem)).toContain('допустимо');
  }
  expect(problemOf(await aToml('port = 8000.5\n'))).toMatchObject({ kind: 'bad_value', source: 'toml' });
  expect(problemOf(await aToml('host = 1979-05-27\n'))).toMatchObject({
    kind: 'bad_value',
    variable: 'HOST',
  });
});

test('M80: a store of files needs both of its keys, which may stand in files and are never printed', async () => {
  const url = 's3://studio/kino?endpoint=https://s3.eu-central-003.backblazeb2.com';
  expect(problemOf({ BLOBS_URL: url })).toEqual({ kind: 'key_missing', variable: 'S3_ACCESS_KEY_ID' });
  const half = { BLOBS_URL: url, S3_ACCESS_KEY_ID: CANARY };
  expect(problemOf(half)).toEqual({ kind: 'key_missing', variable: 'S3_SECRET_ACCESS_KEY' });
  const env = { ...half, S3_SECRET_ACCESS_KEY_FILE: await aFile('key', `${CANARY}\n`) };
  expect(loadConfig(env).config.s3).toEqual({
    endpoint: 'https://s3.eu-central-003.backblazeb2.com',
    region: 'eu-central-003',
    bucket: 'studio',
    prefix: 'kino/',
    isPathStyle: true,
    accessKeyId: CANARY,
    secretAccessKey: CANARY,
  });
  for (const asJson of [true, false]) {
    const { out } = printConfig(env, { asJson });
    expect(out).toContain('s3://studio/kino');
    expect(out).not.toContain(CANARY);
  }
});

test('a file that is no TOML is refused with the place, and without quoting the line', async () => {
  const problem = problemOf(await aToml(`port = 8000\nmetrics_token = "${CANARY}\n`));
  expect(problem).toMatchObject({ kind: 'bad_toml', line: 2 });
  expect(JSON.stringify(problem)).not.toContain(CANARY);
});

test('a named file of settings must be there, an unnamed one need not', async () => {
  expect(problemOf({ RASKADR_CONFIG: join(folder, 'none.toml') })).toMatchObject({ kind: 'file_unreadable' });
  await mkdir(join(folder, 'folder.toml'));
  expect(problemOf({ RASKADR_CONFIG: join(folder, 'folder.toml') })).toMatchObject({
    kind: 'file_unreadable',
  });
  expect(problemOf({})).toBeUndefined();
});

test('a secret may stand in a file; a missing, empty or doubled one stops the start', async () => {
  const file = await aFile('token', `${CANARY}\n`);
  await chmod(file, 0o600);
  expect(loadConfig({ RASKADR_METRICS_TOKEN_FILE: file }).config.metricsToken).toBe(CANARY);
  expect(loadConfig(await aToml(`metrics_token_file = "${file}"\n`)).config.metricsToken).toBe(CANARY);

  const empty = await aFile('empty', '\n');
  const unreadable = { kind: 'secret_unreadable', variable: 'RASKADR_METRICS_TOKEN_FILE' };
  expect(problemOf({ RASKADR_METRICS_TOKEN_FILE: empty })).toMatchObject(unreadable);
  expect(problemOf({ RASKADR_METRICS_TOKEN_FILE: `${file}-none` })).toMatchObject(unreadable);
  expect(problemOf({ RASKADR_METRICS_TOKEN_FILE: file, RASKADR_METRICS_TOKEN: CANARY })).toMatchObject({
    kind: 'given_twice',
  });
  expect(problemOf(await aToml('port = 1\nPORT = 2\n'))).toMatchObject({ kind: 'given_twice' });
});

test('what is printed shows every setting with its source and no secret', async () => {
  const env = await aToml(`data = "/srv/raskadr"\nmetrics_token = "${CANARY}"\n`);
  const table = printConfig({ ...env, PUBLIC_URL: 'https://anna:sesame@x.example' }, { asJson: false });
  expect(table.code).toBe(0);
  for (const variable of VARIABLES) expect.soft(table.out).toContain(variable);
  expect(table.out).toMatch(/RASKADR_DATA +\/srv\/raskadr +raskadr\.toml\n/);
  expect(table.out).toMatch(/PORT +7420 +по умолчанию\n/);

  const json = printConfig({ ...env, PUBLIC_URL: 'https://anna:sesame@x.example' }, { asJson: true });
  expect(JSON.parse(json.out)).toContainEqual({
    variable: 'RASKADR_METRICS_TOKEN',
    value: null,
    isSet: true,
    source: 'toml',
  });
  for (const { out, err } of [table, json]) expect(out + err).not.toMatch(/canary|sesame/);
});

test('settings that a start would refuse are not printed as if they were good', () => {
  for (const env of [{ PORT: 'x' }, { TRUST_PROXY: 'my-proxy' }]) {
    const { out, err, code } = printConfig(env, { asJson: true });
    expect.soft({ out, code }).toEqual({ out: '', code: 1 });
    expect.soft(err).toContain(`настройки ${Object.keys(env)[0]}`);
  }
});

test('every problem is told in Russian with the next move', () => {
  const problems: ConfigProblem[] = [
    { kind: 'bad_value', variable: 'PORT', source: 'toml' },
    { kind: 'unknown_key', key: 'prot', nearest: 'port' },
    { kind: 'given_twice', variable: 'PORT', other: 'port' },
    { kind: 'file_unreadable', file: '/x' },
    { kind: 'secret_unreadable', variable: 'X_FILE', file: '/x' },
    { kind: 'bad_toml', file: '/x', line: 1, column: 2 },
  ];
  for (const problem of problems) {
    expect.soft(configProblemText(problem)).toMatch(/(Исправьте|Проверьте|Оставьте|уберите)/);
  }
});
