import { createMiddleware } from 'hono/factory';
import type { Config } from '../config.ts';
import { factsOf, type RequestFacts } from './request-facts.ts';
import { refuse } from './respond.ts';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const PLAIN_LOOPBACK = /^(?:localhost|127\.0\.0\.1)(?::\d{1,4}|:[1-5]\d{4})?$/;
const SAFE_METHODS = ['GET', 'HEAD'];

export type OriginRules = { publicUrl: URL | undefined; allowedHosts: string[] | undefined };

export function originRulesOf({ host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>): OriginRules {
  const url = publicUrl === undefined ? undefined : new URL(publicUrl);
  const names = [...LOOPBACK_NAMES, ...(url ? [url.hostname] : [])];
  return { publicUrl: url, allowedHosts: isLoopback(host) ? [...names, host] : undefined };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** For a websocket upgrade: a GET that must be checked like a change. */
export function isForeignUpgrade(facts: RequestFacts, rules: OriginRules): boolean {
  return isForeignHost(facts, rules) || isForeignOrigin(facts, rules);
}

/** Refuses what another site's page has sent, and any name that was bent to point at this machine. */
export function originGuard(rules: OriginRules) {
  return createMiddleware(async (c, next) => {
    const facts = factsOf(c);
    const changes = !SAFE_METHODS.includes(facts.method);
    if (isForeignHost(facts, rules) || (changes && isForeignOrigin(facts, rules))) {
      return refuse(c, { code: 'foreign_origin' });
    }
    return next();
  });
}

/** On loopback only known names are served: a page of another site whose name points here is not (DNS rebinding). */
function isForeignHost(facts: RequestFacts, { allowedHosts }: OriginRules): boolean {
  if (!allowedHosts) return false;
  const host = facts.header('host') ?? '';
  // What nearly everybody says, without taking it apart.
  if (PLAIN_LOOPBACK.test(host)) return false;
  const target = /^[\w.[\]:-]+$/.test(host) ? parse(`http://${host}`) : undefined;
  return !target || !allowedHosts.includes(target.hostname);
}

/** Browsers name the sender and pages cannot forge it; a command-line client names nothing and has no cookies. */
function isForeignOrigin(facts: RequestFacts, rules: OriginRules): boolean {
  const site = facts.header('sec-fetch-site');
  const origin = facts.header('origin');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && !isOurs(origin, facts.header('host') ?? '', rules);
}

function isOurs(origin: string, host: string, { publicUrl }: OriginRules): boolean {
  const sender = parse(origin);
  if (!sender || !/^https?:$/.test(sender.protocol)) return false;
  if (sender.origin === publicUrl?.origin) return true;
  const target = parse(`${sender.protocol}//${host}`);
  if (!target || target.host !== sender.host) return false;
  // Our own public name by another scheme is somebody on the way, not us.
  return target.host !== publicUrl?.host || sender.protocol === publicUrl.protocol;
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
