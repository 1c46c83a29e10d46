import { afterEach, expect, test, vi } from 'vitest';
import { fetchProjectFile } from '#lib/projects/project-files.ts';
import { ProjectId } from '#shared/ids.ts';

const PROJECT = ProjectId.parse('01ARZ3NDEKTSV4RRFFQ69G5FB0');
const URL_OF_EXPORT = `/api/projects/${PROJECT}/export`;

afterEach(() => vi.unstubAllGlobals());

function answerWith(body: string, headers: Record<string, string>, status = 200): AbortSignal[] {
  const signals: AbortSignal[] = [];
  vi.stubGlobal('fetch', async (_url: string, { signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    return new Response(body, { status, headers });
  });
  return signals;
}

test('the file of a project comes into the page, with the number of assets that it lacks', async () => {
  answerWith('film', { 'content-length': '4', 'raskadr-lost-assets': '3' });
  const exported = await fetchProjectFile(PROJECT);
  expect(exported).toMatchObject({ ok: true, value: { url: URL_OF_EXPORT, lostAssets: 3 } });
  expect(exported.ok && (await exported.value.file?.text())).toBe('film');
});

test('a file that is too large for a page is left to the browser', async () => {
  const signals = answerWith('film', { 'content-length': String(2 ** 33) });
  expect(await fetchProjectFile(PROJECT)).toEqual({
    ok: true,
    value: { url: URL_OF_EXPORT, file: undefined, lostAssets: 0 },
  });
  expect(signals[0]?.aborted).toBe(true);
});

test('a refusal is told by its fault', async () => {
  const fault = { code: 'document_damaged' };
  answerWith(JSON.stringify({ fault, message: '…' }), {}, 409);
  expect(await fetchProjectFile(PROJECT)).toEqual({ ok: false, fault });
});
