import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Socket } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { connect as connectSecurely, TLSSocket } from 'node:tls';
import { createBrotliDecompress, createInflate, createUnzip } from 'node:zlib';
import { hostOf, isLiteral } from '#shared/net/judge-address.ts';
import type { Target, Tunnel } from './tunnel.ts';

const CONNECT_WITHIN_MS = 10_000;
const WITHOUT_BODY = [204, 205, 304];

/** Nothing of the request has left this machine. */
export class NotSentError extends Error {}

export type Body = { method: string; headers: Headers; bytes: Buffer | null };

type Sending = {
  url: URL;
  body: Body;
  maxBytes: number;
  signal: AbortSignal;
  /** The way there, when it is not the direct one. */
  tunnel?: Tunnel;
};

/** One request to this very address, whatever the name says by now; a redirect is an answer like any other. */
export async function sendTo(
  address: string,
  { url, body, maxBytes, signal, tunnel }: Sending,
): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const isSecure = url.protocol === 'https:';
  const host = hostOf(url);
  const port = Number(url.port || (isSecure ? 443 : 80));
  const servername = isLiteral(host) ? '' : host;
  const way = tunnel && (await opened(tunnel, { address, port }, signal));
  const outgoing = (isSecure ? requestSecure : requestPlain)({
    host: address,
    port,
    path: url.pathname + url.search,
    method: body.method,
    headers: headersFor(url, body),
    servername,
    // An agent would open a connection of its own.
    ...(way
      ? { createConnection: () => (isSecure ? connectSecurely({ socket: way, servername }) : way) }
      : { agent: false }),
    signal,
  });
  // Whoever has taken a plain connection may have read from it.
  let isThrough = way !== undefined && !isSecure;
  const timer = setTimeout(() => outgoing.destroy(new Error('no connection in time')), CONNECT_WITHIN_MS);
  if (isThrough) clearTimeout(timer);
  outgoing.on('socket', (socket: Socket) => {
    // Before the other side has shown who it is, nothing of the request is written.
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      isThrough = true;
      clearTimeout(timer);
    });
  });
  outgoing.on('response', resolve);
  outgoing.on('error', (error) => {
    clearTimeout(timer);
    reject(isThrough ? error : new NotSentError(error.message, { cause: error }));
  });
  outgoing.end(body.bytes ?? undefined);
  return responseOf(await promise, { method: body.method, maxBytes });
}

async function opened(tunnel: Tunnel, target: Target, signal: AbortSignal): Promise<Socket> {
  try {
    return await tunnel(target, signal);
  } catch (error) {
    throw new NotSentError('no way through the proxy', { cause: error });
  }
}

function headersFor(url: URL, { headers, bytes, method }: Body): Record<string, string> {
  const all = Object.fromEntries(headers);
  const isSized = bytes !== null || method === 'POST' || method === 'PUT';
  return {
    // Some hosts of files answer nobody without a name.
    'user-agent': 'Raskadr',
    ...all,
    host: url.host,
    'accept-encoding': 'identity',
    ...(isSized ? { 'content-length': String(bytes?.length ?? 0) } : {}),
  };
}

function responseOf(
  incoming: IncomingMessage,
  { method, maxBytes }: { method: string; maxBytes: number },
): Response {
  const status = incoming.statusCode ?? 0;
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2)
    headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '');
  if (status < 200 || status > 599) {
    incoming.destroy();
    throw new Error(`an answer of status ${status}`);
  }
  if (method === 'HEAD' || WITHOUT_BODY.includes(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(bodyOf(incoming, { headers, maxBytes }), { status, headers });
}

function bodyOf(
  incoming: IncomingMessage,
  { headers, maxBytes }: { headers: Headers; maxBytes: number },
): ReadableStream<Uint8Array> {
  const stages = [unpacking(headers.get('content-encoding')), counting(maxBytes)];
  // What is told of the packed bytes is not true of the unpacked ones.
  if (stages[0]) for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  let stream: Readable = incoming;
  for (const stage of stages) {
    if (!stage) continue;
    const source = stream;
    source.on('error', (error) => stage.destroy(error));
    stage.on('close', () => source.destroy());
    stream = source.pipe(stage);
  }
  // Node's own type of the stream of the web has the same shape.
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}

/** Asked not to, some pack all the same. */
function unpacking(encoding: string | null) {
  switch (encoding?.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createUnzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
  }
  return undefined;
}

function counting(maxBytes: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      done(size > maxBytes ? new Error('the answer is too long') : null, chunk);
    },
  });
}
