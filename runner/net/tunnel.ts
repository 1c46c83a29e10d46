import { once } from 'node:events';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { connect, isIPv6, type Socket } from 'node:net';

const WITHIN_MS = 10_000;
const SOCKS = 5;
const NO_LOGIN = 0;
const BY_PASSWORD = 2;
const CONNECT = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;

export type Target = { address: string; port: number };

/** A way to an address through a proxy, open and empty. What is sent over TLS the proxy does not read. */
export type Tunnel = (target: Target, signal: AbortSignal) => Promise<Socket>;

/** `http://`, `https://` and `socks5://`, each with or without `login:password@`. */
export function tunnelOf(proxyUrl: string): Tunnel {
  const proxy = new URL(proxyUrl);
  const open = proxy.protocol === 'socks5:' ? openBySocks : openByConnect;
  return (target, signal) => open(proxy, target, AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]));
}

/** What stands in the address of a proxy, as it was before it was put there. */
function loginOf({ username, password }: URL): { login: string; password: string } | undefined {
  if (username === '') return undefined;
  return { login: decodeURIComponent(username), password: decodeURIComponent(password) };
}

async function openByConnect(proxy: URL, { address, port }: Target, signal: AbortSignal): Promise<Socket> {
  const login = loginOf(proxy);
  const host = isIPv6(address) ? `[${address}]` : address;
  const isSecure = proxy.protocol === 'https:';
  const asking = (isSecure ? requestSecure : requestPlain)({
    host: hostOf(proxy),
    port: proxy.port || (isSecure ? 443 : 80),
    method: 'CONNECT',
    path: `${host}:${port}`,
    headers: {
      host: `${host}:${port}`,
      ...(login && {
        'proxy-authorization': `Basic ${Buffer.from(`${login.login}:${login.password}`).toString('base64')}`,
      }),
    },
    agent: false,
    signal,
  });
  asking.end();
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  asking.on('error', reject);
  // Whoever answers as an ordinary server is none that lets us through.
  asking.on('response', ({ statusCode }) => {
    asking.destroy();
    reject(new Error(`the proxy answered ${statusCode}`));
  });
  asking.on('connect', ({ statusCode }, socket: Socket, head) => {
    if (statusCode === 200) {
      if (head.length > 0) socket.unshift(head);
      return resolve(socket);
    }
    socket.destroy();
    reject(new Error(`the proxy answered ${statusCode}`));
  });
  return promise;
}

/** RFC 1928 and 1929. */
async function openBySocks(proxy: URL, target: Target, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host: hostOf(proxy), port: Number(proxy.port || 1080), signal });
  try {
    await once(socket, 'connect', { signal });
    const login = loginOf(proxy);
    socket.write(Buffer.from(login ? [SOCKS, 2, NO_LOGIN, BY_PASSWORD] : [SOCKS, 1, NO_LOGIN]));
    const [version, way] = await take(socket, 2, signal);
    if (version !== SOCKS) throw new Error('no SOCKS 5 proxy');
    if (way === BY_PASSWORD && login) await signIn(socket, login, signal);
    else if (way !== NO_LOGIN) throw new Error('the proxy wants another login');
    socket.write(Buffer.concat([Buffer.from([SOCKS, CONNECT, 0]), addressBytes(target)]));
    const [, refusal, , kind = 0] = await take(socket, 4, signal);
    if (refusal !== 0) throw new Error(`the proxy refused: ${refusal}`);
    // Where it went out from: read, so that what follows is the other side's own.
    const length = kind === NAME ? ((await take(socket, 1, signal))[0] ?? 0) : kind === IPV6 ? 16 : 4;
    await take(socket, length + 2, signal);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function signIn(
  socket: Socket,
  { login, password }: { login: string; password: string },
  signal: AbortSignal,
): Promise<void> {
  const words = [Buffer.from(login), Buffer.from(password)];
  if (words.some(({ length }) => length > 255)) throw new Error('a login that is too long for a proxy');
  socket.write(
    Buffer.concat([Buffer.from([1]), ...words.flatMap((word) => [Buffer.from([word.length]), word])]),
  );
  const [, refusal] = await take(socket, 2, signal);
  if (refusal !== 0) throw new Error('the proxy refused the login');
}

function addressBytes({ address, port }: Target): Buffer {
  const ending = Buffer.from([port >> 8, port & 255]);
  const kind = isIPv6(address) ? IPV6 : IPV4;
  return Buffer.concat([
    Buffer.from([kind]),
    isIPv6(address) ? bytesOfV6(address) : bytesOfV4(address),
    ending,
  ]);
}

function bytesOfV4(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function bytesOfV6(address: string): Buffer {
  const plain = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [
    ...groups(head),
    ...Array<string>(tail === undefined ? 0 : missing).fill('0'),
    ...groups(tail),
  ];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** So many bytes and no more: what follows them stays in the socket. */
async function take(socket: Socket, count: number, signal: AbortSignal): Promise<Buffer> {
  for (;;) {
    const chunk: unknown = socket.read(count);
    if (Buffer.isBuffer(chunk) && chunk.length === count) return chunk;
    if (chunk !== null || socket.readableEnded || socket.destroyed) throw new Error('the proxy hung up');
    await once(socket, 'readable', { signal });
  }
}

function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
