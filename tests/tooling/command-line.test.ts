import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHECKOUT } from './temporary-tree.ts';

function raskadr(args: string[], input = '') {
  const script = join(CHECKOUT, 'bin', 'raskadr.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('help begins with examples, in Russian, on stdout, for every command', () => {
  for (const args of [
    ['--help'],
    ['-h'],
    ['start', '--help'],
    ['user', '--help'],
    ['user', 'add', '-h'],
    ['backup', '--help'],
    ['restore', '-h'],
    ['check', '-h'],
    ['project', '--help'],
  ]) {
    const { status, stdout, stderr } = raskadr(args);
    expect.soft({ status, stderr }, args.join(' ')).toEqual({ status: 0, stderr: '' });
    expect.soft(stdout, args.join(' ')).toMatch(/^(.+ — .+\n\n)?Примеры:\n/);
  }
});

test('a mistyped command gets the near one as a suggestion and the code 2', () => {
  expect(raskadr(['strat'])).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('raskadr.mjs start?'),
  });
  expect(raskadr(['user', 'ad'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('raskadr.mjs user add?'),
  });
  expect(raskadr(['толкни'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Нет команды «толкни»'),
  });
});

test('bad arguments end with the code 2 and the way to the help', () => {
  for (const [args, message] of [
    [['start', '--prot=1'], 'Неизвестный параметр: --prot'],
    [['start', 'now'], 'Лишний аргумент: now'],
    [['user', 'add', '--password-stdin'], 'Не хватает: логин'],
    [['backup'], 'Не хватает: папка для копии'],
    [['restore', 'copy', '--force'], 'Неизвестный параметр: --force'],
    [['project', 'export', 'x'], 'Не хватает: --out'],
    [['project', 'import', 'x'], 'Не хватает: --owner'],
    [['user', 'add', 'anna'], 'добавьте --password-stdin'],
    [['user', 'add', 'anna', '--password-stdin'], 'нет пароля'],
  ] as const) {
    const { status, stdout, stderr } = raskadr([...args], '\n');
    expect.soft({ status, stdout }, args.join(' ')).toEqual({ status: 2, stdout: '' });
    expect.soft(stderr).toContain(message);
    expect.soft(stderr).toContain('--help');
  }
});
