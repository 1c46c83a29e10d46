import { faultOf } from '#lib/call-server.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { TUS_VERSION } from '#shared/uploads/protocol.ts';
import type { UploadEntry } from './upload-entry.ts';
import type { Opened, SendFollower, UploadLine } from './upload-line.ts';

const UPLOADS = '/api/uploads';
const OPEN_TIMEOUT_MS = 30_000;
/** No byte has moved for so long: the line is dead, whatever the browser believes. */
const STALL_MS = 45_000;
/** All is sent; a server that looks through a large file once more may take its time. */
const ANSWER_MS = 300_000;

/** tus 1.0. `user` goes along: the cookie may be another's by now. */
export function createTusLine(user: string): UploadLine {
  const ours = { 'tus-resumable': TUS_VERSION, 'x-raskadr-user': user };
  return {
    open: async (entry, signal) => {
      const headers = {
        ...ours,
        'upload-length': String(entry.sizeBytes),
        'upload-metadata': metadataOf(entry),
      };
      const until = AbortSignal.any([signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)]);
      try {
        const response = await fetch(UPLOADS, { method: 'POST', headers, signal: until });
        if (!response.ok) return fail(faultOf(await response.text()));
        return openedBy(response.headers);
      } catch {
        return fail({ code: 'unreachable' });
      }
    },
    send: ({ url, offset }, piece, follow) => sendPiece({ url, offset }, { piece, headers: ours, ...follow }),
    drop: async (url) => {
      await fetch(url, { method: 'DELETE', headers: ours }).catch(() => {});
    },
  };
}

function openedBy(headers: Headers): Result<Opened> {
  const url = headers.get('location');
  const offset = Number(headers.get('upload-offset') ?? Number.NaN);
  if (url === null || !Number.isSafeInteger(offset)) return fail({ code: 'internal' });
  // Behind a proxy the server may not know the origin that the page knows.
  const { pathname, search } = new URL(url, location.href);
  return ok({ url: pathname + search, offset });
}

export function metadataOf({ id, project, shot, name, sha256, found }: UploadEntry): string {
  const pairs = {
    ...{ project, shot, filename: name, asset: id },
    ...(sha256 === null ? {} : { sha256 }),
    ...(found ? { prompt: found.prompt } : {}),
  };
  return Object.entries(pairs)
    .map(([key, value]) => `${key} ${base64Of(value)}`)
    .join(',');
}

function base64Of(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

type Piece = SendFollower & { piece: Blob; headers: Record<string, string> };

/** `fetch` tells nothing of an upload under way, so this is the older interface. */
function sendPiece(
  { url, offset }: Opened,
  { piece, headers, onSent, signal }: Piece,
): Promise<Result<number>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    let stall = setTimeout(stop, STALL_MS);
    signal.addEventListener('abort', stop, { once: true });
    request.upload.onprogress = ({ loaded }) => {
      clearTimeout(stall);
      stall = setTimeout(stop, STALL_MS);
      onSent(loaded);
    };
    request.upload.onload = () => {
      clearTimeout(stall);
      stall = setTimeout(stop, ANSWER_MS);
    };
    request.onloadend = () => {
      clearTimeout(stall);
      signal.removeEventListener('abort', stop);
      resolve(answerOf(request));
    };
    request.open('PATCH', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader('content-type', 'application/offset+octet-stream');
    request.setRequestHeader('upload-offset', String(offset));
    request.send(piece);
  });
}

function answerOf(request: XMLHttpRequest): Result<number> {
  if (request.status === 0) return fail({ code: 'unreachable' });
  if (request.status >= 400) return fail(faultOf(request.responseText));
  const offset = Number(request.getResponseHeader('upload-offset') ?? Number.NaN);
  return Number.isSafeInteger(offset) ? ok(offset) : fail({ code: 'internal' });
}
