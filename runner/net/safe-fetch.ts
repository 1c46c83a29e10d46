import { lookup } from 'node:dns/promises';
import { hostOf, isLiteral, judgeAddress } from '#shared/net/judge-address.ts';
import { isPublicAddress } from '#shared/net/public-address.ts';
import { type Body, NotSentError, sendTo } from './send-to.ts';

const HOPS_MAX = 5;
const ADDRESSES_MAX = 4;
const WITHIN_MS = 15 * 60_000;
const ANSWER_MAX_BYTES = 128 * 1024 ** 2;

export type SafeInit = RequestInit & { maxBytes?: number; withinMs?: number };

/** Like `fetch`, for addresses that a user or a provider gave. */
export type SafeFetch = (input: string | URL | Request, init?: SafeInit) => Promise<Response>;

export type Rules = {
  /** Origins that may be private, speak plain http, or have a port of their own. */
  allowedOrigins: readonly string[];
  resolve?: (host: string) => Promise<string[]>;
  send?: typeof sendTo;
};

/** The address will not be asked, and nothing has left this machine. */
export class AddressRefusedError extends NotSentError {
  readonly address: string;

  constructor(address: string, why: string) {
    super(`address refused: ${why}`);
    this.address = address;
  }
}

/**
 * Asks only machines of the public internet, or origins that were allowed. A name is resolved once, every answer must
 * be fine, and the connection goes to one of the addresses that were looked at. Redirects are judged like the first
 * address; what was allowed to the first is allowed to none that it sends us to.
 */
export function createSafeFetch({ allowedOrigins, resolve = resolveAll, send = sendTo }: Rules): SafeFetch {
  return async (input, init = {}) => {
    let target = input instanceof Request ? input.url : String(input);
    judged(target, allowedOrigins);
    const request = new Request(input, init);
    const { maxBytes = ANSWER_MAX_BYTES, withinMs = WITHIN_MS } = init;
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(withinMs)]);
    const bytes = request.body ? Buffer.from(await request.arrayBuffer()) : null;
    let body: Body = { method: request.method, headers: request.headers, bytes };
    let allowed = allowedOrigins;
    for (let hops = 0; ; hops++) {
      const { url, addresses } = await vet(target, { allowed, resolve, signal });
      const response = await sendToOneOf(addresses, { send, url, body, maxBytes, signal });
      const location = response.headers.get('location');
      const isFollowed = request.redirect === 'follow' && /^30[12378]$/.test(String(response.status));
      if (!isFollowed || location === null || !['GET', 'HEAD'].includes(body.method)) return response;
      await response.body?.cancel();
      if (hops >= HOPS_MAX) throw new AddressRefusedError(target, 'redirects');
      target = URL.canParse(location, url) ? new URL(location, url).href : location;
      const isSame = URL.canParse(target) && new URL(target).origin === url.origin;
      if (!isSame) body = { ...body, headers: new Headers({ accept: '*/*' }) };
      allowed = allowed.filter((origin) => origin === url.origin);
    }
  };
}

async function vet(
  target: string,
  {
    allowed,
    resolve,
    signal,
  }: { allowed: readonly string[]; resolve: NonNullable<Rules['resolve']>; signal: AbortSignal },
): Promise<{ url: URL; addresses: string[] }> {
  const { url, isAllowed } = judged(target, allowed);
  const host = hostOf(url);
  const addresses = isLiteral(host) ? [host] : await resolved(host, resolve);
  signal.throwIfAborted();
  // One bad answer among good ones is how a name is turned against us.
  if (!isAllowed && !addresses.every(isPublicAddress)) throw new AddressRefusedError(target, 'private');
  return { url, addresses };
}

function judged(target: string, allowed: readonly string[]) {
  const verdict = judgeAddress(target, allowed);
  if (!verdict.ok) throw new AddressRefusedError(target, verdict.why);
  return verdict;
}

async function resolved(host: string, resolve: NonNullable<Rules['resolve']>): Promise<string[]> {
  let addresses: string[];
  try {
    addresses = await resolve(host);
  } catch (error) {
    throw new NotSentError('the name was not found', { cause: error });
  }
  if (addresses.length === 0) throw new NotSentError('the name was not found');
  return addresses;
}

/** Each in its turn, until one of them takes the connection. */
async function sendToOneOf(
  addresses: string[],
  { send, ...sending }: { send: typeof sendTo; url: URL; body: Body; maxBytes: number; signal: AbortSignal },
): Promise<Response> {
  let failed: unknown;
  for (const address of addresses.slice(0, ADDRESSES_MAX)) {
    try {
      return await send(address, sending);
    } catch (error) {
      if (!(error instanceof NotSentError) || sending.signal.aborted) throw error;
      failed = error;
    }
  }
  throw failed;
}

/** IPv4 first: a net without IPv6 often says that it has it. */
async function resolveAll(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.sort((one, other) => one.family - other.family).map(({ address }) => address);
}
