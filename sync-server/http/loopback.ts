import { BlockList, isIP } from 'node:net';
import type { RequestFacts } from './request-facts.ts';

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

/** A page of another site in a browser of this machine comes from here too, so what browsers add is looked at. */
export function isOfThisMachine(facts: RequestFacts): boolean {
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

export function isLoopbackHost(host: string): boolean {
  if (!/^[\w.[\]:-]+$/.test(host)) return false;
  const url = `http://${host}`;
  return URL.canParse(url) && LOOPBACK_NAMES.includes(new URL(url).hostname);
}
