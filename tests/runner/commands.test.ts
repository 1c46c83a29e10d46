import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { keepLocalRunner } from '../../bin/local-runner.ts';
import { until } from '../chaos/wait.ts';

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-commands-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function raskadr(
  folder: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, RASKADR_DATA: folder, RASKADR_SERVER: undefined };
  return new Promise((done) => {
    execFile(process.execPath, ['bin/raskadr.mjs', ...args], { env }, (error, stdout, stderr) =>
      // A process that ran to its end has a code for its error.
      done({ code: error ? (error.code as unknown as number) : 0, stdout, stderr }),
    );
  });
}

test('the doctor says what is missing and what to do about it, also for programs', async () => {
  const folder = await aFolder();
  const said = await raskadr(folder, 'runner', 'doctor');
  expect(said.code).toBe(1);
  expect(said.stdout).toMatch(/✓ ffmpeg[\s\S]*✗ не подключён.*runner pair/);
  const json = await raskadr(folder, 'runner', 'doctor', '--json');
  expect(JSON.parse(json.stdout)).toContainEqual({ about: 'paired', isFine: false, value: '' });
});

test('the runner beside the server is paired without a word, one with a folder of its own is not', async () => {
  const folder = await aFolder();
  await writeFile(join(folder, 'runner-token'), 'token');
  const besideServer = await raskadr(folder, 'runner', 'doctor');
  expect(besideServer.stdout).toContain('✓ подключён');
  vi.stubEnv('RASKADR_RUNNER_DATA', join(folder, 'another'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const another = await raskadr(folder, 'runner', 'doctor');
  expect(another.stdout).toContain('✗ не подключён');
});

test('a runner that belongs nowhere says how to pair it, and pairing says when the server is away', async () => {
  const folder = await aFolder();
  const started = await raskadr(folder, 'runner', 'start');
  expect([started.code, started.stderr]).toEqual([1, expect.stringContaining('runner pair')]);
  const paired = await raskadr(folder, 'runner', 'pair', 'http://127.0.0.1:1', 'CODE');
  expect([paired.code, paired.stderr]).toEqual([
    1,
    expect.stringContaining('http://127.0.0.1:1 не отвечает'),
  ]);
  expect((await raskadr(folder, 'runner', 'pair', 'nonsense', 'CODE')).code).toBe(2);
});

test('the runner beside the server is started again when it dies, and ends with it', async () => {
  const folder = await aFolder();
  const entry = join(folder, 'entry.mjs');
  await writeFile(entry, 'console.error("up " + process.pid); setTimeout(() => process.exit(3), 20);');
  const lines: string[] = [];
  const kept = keepLocalRunner({
    serverUrl: 'http://127.0.0.1:1',
    tokenFile: join(folder, 'token'),
    dataDir: folder,
    entry,
    write: (line) => lines.push(line),
  });
  await until(
    'it was started twice',
    () => lines.filter((line) => line.startsWith('runner: up')).length >= 2,
  );
  await kept[Symbol.asyncDispose]();
  const count = lines.length;
  const pid = Number(/up (\d+)/.exec(lines.findLast((line) => line.includes('up')) ?? '')?.[1]);
  expect(() => process.kill(pid, 0)).toThrow();
  expect(lines).toHaveLength(count);
});

test('in a terminal the runner beside the server speaks in short lines, and of troubles only', async () => {
  const folder = await aFolder();
  const entry = join(folder, 'entry.mjs');
  const record = { time: '2026-11-21T09:05:03.000Z', level: 'warn', event: 'slow' };
  await writeFile(
    entry,
    `console.error(${JSON.stringify(JSON.stringify(record))}); console.error('level ' + process.env.LOG_LEVEL);`,
  );
  const lines: string[] = [];
  const kept = keepLocalRunner({
    ...{ serverUrl: 'http://127.0.0.1:1', tokenFile: join(folder, 'token'), dataDir: folder, entry },
    log: { level: 'warn', isForPeople: true },
    write: (line) => lines.push(line),
  });
  await until('it has spoken', () => lines.length >= 2);
  await kept[Symbol.asyncDispose]();
  expect(lines.slice(0, 2)).toEqual(['runner: 09:05:03 warn  slow\n', 'runner: level warn\n']);
});
