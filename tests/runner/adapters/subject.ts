import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Adapter, Assignment } from '#runner/adapters/adapter.ts';
import type { MediaKind } from '#shared/catalogue/model.ts';
import type { FakeHost, Mishap } from '../../fakes/fake-host.ts';
import { anAssignment } from '../an-assignment.ts';

/** An adapter with the provider that it is tried on. */
export type Subject = {
  name: string;
  adapter: Adapter;
  start: () => Promise<FakeHost>;
  /** Below which path it answers. */
  under?: string;
  wanted: { provider?: Partial<Assignment['provider']>; model?: Partial<Assignment['model']> };
  /** Which requests cost money, tell of the work, bring its result. */
  paid: RegExp;
  told?: RegExp;
  brought?: RegExp;
  /** A refusal for the content, of a kind that the status alone does not tell. */
  forbidden?: Mishap;
  /** No money, said in the provider's own way. */
  noMoney: Mishap;
  /** What it cannot do without. */
  inputs?: Input[];
  /** Content that is brought before: the first request of it, the one with the content, and what stands for it then. */
  brings?: { input: Input; first: RegExp; content: RegExp; keyless: boolean; named: RegExp };
  /** How many files, or the text, come of «Кит». */
  result: { files: number; text?: string };
};

type Input = { parameter: string; bytes: Buffer; kind: MediaKind; type: string };

/** A job for it, with content on the disk where it takes some. */
export async function tryOn(
  subject: Subject,
  {
    text = 'Кит',
    params = {},
    inputs = subject.inputs ?? [],
  }: { text?: string; params?: object; inputs?: Input[] } = {},
): Promise<{ host: FakeHost; assignment: Assignment; lines: string[] }> {
  const host = await subject.start();
  const folder = await mkdtemp(join(tmpdir(), 'raskadr-adapter-'));
  onTestFinished(async () => {
    await host[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const { provider, model } = subject.wanted;
  const lines: string[] = [];
  const files = await Promise.all(inputs.map((input, index) => aFile(folder, input, index)));
  const assignment = anAssignment({
    folder,
    work: { text, params: { ...params, ...named(inputs, files) } },
    provider: { secret: 'sk-1', baseUrl: host.url + (subject.under ?? ''), ...provider },
    model: { id: 'some/model', ...model },
  });
  return {
    host,
    lines,
    assignment: {
      ...assignment,
      inputs: files,
      clock: { ...assignment.clock, wait: async () => {} },
      progress: { at: () => {}, line: (line) => lines.push(line) },
    },
  };
}

async function aFile(folder: string, { bytes, kind, type }: Input, index: number) {
  const path = join(folder, `input-${index}`);
  await writeFile(path, bytes);
  return { asset: `asset-${index}`, sha256: 'a'.repeat(64), kind, type, sizeBytes: bytes.length, path };
}

/** One asset as itself, several of one parameter as a list. */
function named(inputs: Input[], files: { asset: string }[]): Record<string, unknown> {
  const all: Record<string, string[]> = {};
  for (const [index, { parameter }] of inputs.entries())
    all[parameter] = [...(all[parameter] ?? []), files[index]?.asset ?? ''];
  return Object.fromEntries(
    Object.entries(all).map(([name, assets]) => [name, assets.length > 1 ? assets : assets[0]]),
  );
}

/** As a runner does it: what may be brought is brought, then the one paid request. */
export async function runOf({ adapter }: Subject, assignment: Assignment) {
  const brought = await adapter.bringInputs?.(assignment);
  if (brought?.kind === 'failed') return brought;
  return adapter.run({ ...assignment, inputs: brought?.inputs ?? assignment.inputs });
}

/** Run, and polled for as long as it runs. */
export async function ended(subject: Subject, assignment: Assignment) {
  let answer = await runOf(subject, assignment);
  const taskId = answer.kind === 'submitted' ? answer.taskId : '';
  for (let polls = 0; polls < 20 && (answer.kind === 'submitted' || answer.kind === 'running'); polls++)
    answer = (await subject.adapter.poll?.(assignment, taskId)) ?? answer;
  return answer;
}
