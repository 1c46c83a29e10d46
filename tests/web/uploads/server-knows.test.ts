import { expect, test } from 'vitest';
import { DocName } from '#shared/documents/doc-name.ts';
import { ProjectId } from '#shared/ids.ts';
import type { UnsentItem } from '../../../web/src/lib/sync/engine.ts';
import { serverKnows } from '../../../web/src/lib/uploads/server-knows.ts';

const project = ProjectId.parse('01J00000000000000000000PRJ');
const other = ProjectId.parse('01J00000000000000000000THR');

function edits(of: ProjectId, sinceMs: number): UnsentItem {
  return { kind: 'document', doc: DocName.parse(`p:${of}`), project: of, rows: 1, bytes: 9, sinceMs };
}

async function looksUntilReady(answers: UnsentItem[][]): Promise<number> {
  let looks = 0;
  const listUnsent = async () => answers[Math.min(looks++, answers.length - 1)] ?? [];
  await serverKnows({ listUnsent }, { project, addedAtMs: 10_000 }, new AbortController().signal);
  return looks;
}

test('M67: a file waits for the edits that made its shot, and not for later ones or other projects', async () => {
  expect(await looksUntilReady([[]])).toBe(1);
  expect(await looksUntilReady([[edits(other, 1)]])).toBe(1);
  expect(await looksUntilReady([[edits(project, 60_000)]])).toBe(1);
  // The edit is written down a moment after the file is taken in.
  expect(await looksUntilReady([[edits(project, 10_040)], [edits(project, 10_040)], []])).toBe(3);
});

test('M67: a file that nobody wants any more waits for nothing', async () => {
  const stopping = new AbortController();
  const listUnsent = async () => {
    stopping.abort();
    return [edits(project, 1)];
  };
  await serverKnows({ listUnsent }, { project, addedAtMs: 10_000 }, stopping.signal);
  expect(stopping.signal.aborted).toBe(true);
});
