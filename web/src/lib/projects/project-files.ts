import * as z from 'zod/mini';
import { callServer, faultOf } from '#lib/call-server.ts';
import { LOST_ASSETS } from '#shared/archive/archive-format.ts';
import { ProjectId } from '#shared/ids.ts';
import { type MergeTarget, MergeTargetsAnswer } from '#shared/projects/merge-target.ts';
import { fail, ok, type Result } from '#shared/result.ts';

const Made = z.object({ id: ProjectId, name: z.string() });
type Made = z.infer<typeof Made>;
const MadeDemo = z.object({ id: ProjectId });

/** A file of many megabytes may take its time on a slow line. */
const EXPORT_TIMEOUT_MS = 600_000;
/** More than this is not taken into the memory of a page. */
const PAGE_MAX_BYTES = 512 * 1024 * 1024;

export function openDemo(): Promise<Result<ProjectId>> {
  return callServer('/api/projects/demo', { method: 'POST' }, (body) => MadeDemo.parse(body).id);
}

/** `file` is missing where it is too large for a page: the browser itself has to fetch it from `url`. */
export type ExportedProject = { url: string; file: Blob | undefined; lostAssets: number };

/** The whole project as one file. */
export async function fetchProjectFile(project: ProjectId): Promise<Result<ExportedProject>> {
  const url = `/api/projects/${project}/export`;
  const leaving = new AbortController();
  const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(EXPORT_TIMEOUT_MS)]);
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) return fail(faultOf(await response.text()));
    const lostAssets = Number(response.headers.get(LOST_ASSETS) ?? 0);
    const isLarge = Number(response.headers.get('content-length') ?? 0) > PAGE_MAX_BYTES;
    const file = isLarge ? undefined : await response.blob();
    if (isLarge) leaving.abort();
    return ok({ url, file, lostAssets });
  } catch {
    return fail({ code: 'unreachable' });
  }
}

/** Projects that a file with this storyboard may be merged with. */
export function fetchMergeTargets(index: Uint8Array): Promise<Result<MergeTarget[]>> {
  const body = new Blob([new Uint8Array(index)]);
  const headers = { 'content-type': 'application/octet-stream' };
  return callServer(
    '/api/projects/import/targets',
    { method: 'POST', body, headers },
    (answer) => MergeTargetsAnswer.parse(answer).projects,
  );
}

export type ImportInto = { mode: 'copy'; name: string } | { mode: 'merge'; project: ProjectId };

/** `fetch` tells nothing of an upload under way, so this is the older interface. */
export function importProject(
  file: File,
  into: ImportInto,
  { onProgress, signal }: { onProgress: (share: number) => void; signal: AbortSignal },
): Promise<Result<Made>> {
  const query = new URLSearchParams(into);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    signal.addEventListener('abort', stop, { once: true });
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onloadend = () => {
      signal.removeEventListener('abort', stop);
      resolve(answerOf(request));
    };
    request.open('POST', `/api/projects/import?${query}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  });
}

function answerOf({ status, responseText }: XMLHttpRequest): Result<Made> {
  if (status === 0) return fail({ code: 'unreachable' });
  if (status >= 400) return fail(faultOf(responseText));
  try {
    return ok(Made.parse(JSON.parse(responseText)));
  } catch {
    return fail({ code: 'internal' });
  }
}
