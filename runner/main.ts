import process from 'node:process';
import { runnerEndText } from '#shared/russian/runner-text.ts';
import { runRunner } from './run-runner.ts';

if (import.meta.main) {
  const end = await runRunner(process.env);
  if (end.code !== 'stopped') process.stderr.write(`${runnerEndText(end)}\n`);
  process.exitCode = end.code === 'stopped' ? 0 : 1;
}
