import { BlockList, isIP } from 'node:net';
import { ConfigError } from '../config/config-error.ts';
import type { Config } from '../config.ts';
import type { RequestFacts } from './request-facts.ts';

/** Where a request comes from; forwarded headers count only when a trusted proxy has set them. */
export type RequestSource = {
  /** The client's address, as the key of a limit. */
  addressOf(facts: RequestFacts): string;
  /** Whether the browser reached us by https, so that its cookie can be `Secure`. */
  isHttps(facts: RequestFacts): boolean;
};

export function requestSourceOf({
  publicUrl,
  trustedProxies,
}: Pick<Config, 'publicUrl' | 'trustedProxies'>): RequestSource {
  const isTrusted = trustCheckOf(trustedProxies);
  return {
    addressOf: (facts) => limitKeyOf(clientOf(facts, isTrusted)),
    isHttps: (facts) => {
      if (publicUrl?.startsWith('https:')) return true;
      if (!isTrusted(plainAddress(facts.remoteAddress))) return false;
      return facts.header('x-forwarded-proto')?.split(',').at(-1)?.trim().toLowerCase() === 'https';
    },
  };
}

/** From our end of the chain: what stands left of the first address we do not trust may be invented. */
function clientOf(facts: RequestFacts, isTrusted: (address: string) => boolean): string {
  let client = plainAddress(facts.remoteAddress);
  const hops = (facts.header('x-forwarded-for') ?? '').split(',').map((hop) => plainAddress(hop.trim()));
  while (isTrusted(client)) {
    const hop = hops.pop();
    if (hop === undefined || isIP(hop) === 0) break;
    client = hop;
  }
  return client;
}

/** One home has a whole /64 of IPv6 addresses; it counts as one client. */
function limitKeyOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

function plainAddress(address = ''): string {
  const bare = address
    .toLowerCase()
    .replace(/%.*$/, '')
    .replace(/^\[(.*)\](?::\d+)?$/, '$1');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  return mapped ?? bare.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
}

function trustCheckOf(trustedProxies: string[]): (address: string) => boolean {
  const trusted = new BlockList();
  for (const entry of trustedProxies) addTrusted(trusted, entry);
  return (address) => {
    const version = isIP(address);
    return version !== 0 && trusted.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
}

function addTrusted(trusted: BlockList, entry: string): void {
  const [address = '', prefix] = entry.split('/');
  const version = isIP(address);
  const bits = prefix === undefined ? undefined : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (version === 0 || (bits !== undefined && !(bits <= (version === 6 ? 128 : 32)))) {
    throw new ConfigError({ kind: 'bad_value', variable: 'TRUST_PROXY', source: undefined });
  }
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (bits === undefined) trusted.addAddress(address, family);
  else trusted.addSubnet(address, bits, family);
}
