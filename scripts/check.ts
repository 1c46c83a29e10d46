import type { CheckStep, StepResult } from './check-step.ts';
import { runStep } from './check-step.ts';
import { existingOf } from './source-folders.ts';

const PARALLEL = 2;

const PREPARE: CheckStep = {
  name: 'svelte-kit sync',
  tool: 'svelte-kit',
  args: ['sync', '--config', 'web/vite.config.ts'],
};

/** The slowest first, so that the short ones fill the other core. */
const STEPS: CheckStep[] = [
  {
    name: 'types (svelte-check)',
    tool: 'svelte-check',
    args: [
      '--config',
      'web/vite.config.ts',
      '--tsconfig',
      './tsconfig.json',
      '--fail-on-warnings',
      '--output',
      'human',
    ],
  },
  {
    name: 'import map (dependency-cruiser)',
    tool: 'depcruise',
    args: [
      '--config',
      '.dependency-cruiser.mjs',
      ...existingOf(['bin', 'migrations', 'runner', 'scripts', 'shared', 'sync-server', 'tests', 'web']),
    ],
  },
  { name: 'dead code (knip)', tool: 'knip', args: ['--no-progress'] },
  { name: 'types (tsc)', tool: 'tsc', args: ['--project', 'tsconfig.json', '--pretty', 'false'] },
  ...existingOf(['web/src/service-worker/index.ts']).map(() => ({
    name: 'types of the service worker (tsc)',
    tool: 'tsc',
    args: ['--project', 'web/src/service-worker/tsconfig.json', '--pretty', 'false'],
  })),
  { name: 'format and lint (biome)', tool: 'biome', args: ['check', '--error-on-warnings', '.'] },
  { name: 'house rules', script: 'scripts/house-rules.ts', args: [] },
];

await main();

async function main(): Promise<void> {
  const startedAt = performance.now();
  const results = [await runStep(PREPARE)];
  const queue = [...STEPS];
  await Promise.all(Array.from({ length: PARALLEL }, () => drain(queue, results)));

  for (const result of results) if (!result.ok) console.log(`\n--- ${result.name}\n${result.output.trim()}`);
  console.log('');
  for (const { ok, name, seconds } of results)
    console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name}, ${seconds.toFixed(1)} s`);
  const failed = results.filter((result) => !result.ok);
  const total = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    failed.length
      ? `\ncheck failed: ${failed.map((f) => f.name).join(', ')} (${total} s)`
      : `\ncheck passed (${total} s)`,
  );
  process.exitCode = failed.length ? 1 : 0;
}

async function drain(queue: CheckStep[], results: StepResult[]): Promise<void> {
  for (let step = queue.shift(); step; step = queue.shift()) results.push(await runStep(step));
}
