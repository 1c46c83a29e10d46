import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { Config } from '../config.ts';
import type { RequestFacts } from '../http/request-facts.ts';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const FORWARDING_HEADERS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

export type MetricsAccess = 'granted' | 'not_signed_in' | 'forbidden';

/** With a token: whoever shows it. Without one: this machine, unless a proxy may stand between it and the world. */
export function metricsAccessOf(config: Pick<Config, 'metricsToken' | 'publicUrl' | 'trustedProxies'>) {
  const { metricsToken, publicUrl, trustedProxies } = config;
  const isBehindProxy =
    trustedProxies.length > 0 || (publicUrl !== undefined && !isLoopbackHost(new URL(publicUrl).host));
  return (facts: RequestFacts): MetricsAccess => {
    if (metricsToken !== undefined) return showsToken(facts, metricsToken) ? 'granted' : 'not_signed_in';
    return !isBehindProxy && isDirect(facts) ? 'granted' : 'forbidden';
  };
}

function showsToken(facts: RequestFacts, token: string): boolean {
  const [, shown] = /^Bearer (\S+)$/i.exec(facts.header('authorization') ?? '') ?? [];
  return shown !== undefined && timingSafeEqual(hashOf(shown), hashOf(token));
}

/** A page of another site in a browser of this machine comes from here too, so what browsers add is looked at. */
function isDirect(facts: RequestFacts): boolean {
  const site = facts.header('sec-fetch-site');
  return (
    isLoopbackAddress(facts.remoteAddress ?? '') &&
    isLoopbackHost(facts.header('host') ?? '') &&
    FORWARDING_HEADERS.every((name) => facts.header(name) === undefined) &&
    (site === undefined || site === 'same-origin' || site === 'none')
  );
}

function isLoopbackAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  const version = isIP(plain);
  return version !== 0 && LOOPBACK.check(plain, version === 6 ? 'ipv6' : 'ipv4');
}

function isLoopbackHost(host: string): boolean {
  if (!/^[\w.[\]:-]+$/.test(host)) return false;
  const url = `http://${host}`;
  return URL.canParse(url) && LOOPBACK_NAMES.includes(new URL(url).hostname);
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
