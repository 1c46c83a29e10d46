import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';

/** A `tool` is a command of node_modules/.bin, a `script` one of ours. */
export type CheckStep = { name: string; args: string[] } & ({ tool: string } | { script: string });
export type StepResult = { name: string; ok: boolean; seconds: number; output: string };

export async function runStep(step: CheckStep): Promise<StepResult> {
  const startedAt = performance.now();
  const { code, output } = await runNode([entryOf(step), ...step.args]);
  return { name: step.name, ok: code === 0, seconds: (performance.now() - startedAt) / 1000, output };
}

function entryOf(step: CheckStep): string {
  return 'tool' in step ? realpathSync(`node_modules/.bin/${step.tool}`) : step.script;
}

function runNode(args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    let output = '';
    const add = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
