import { createHash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config.ts';
import { isLoopbackHost, isOfThisMachine } from '../http/loopback.ts';
import type { RequestFacts } from '../http/request-facts.ts';

export type MetricsAccess = 'granted' | 'not_signed_in' | 'forbidden';

/** With a token: whoever shows it. Without one: this machine, unless a proxy may stand between it and the world. */
export function metricsAccessOf(config: Pick<Config, 'metricsToken' | 'publicUrl' | 'trustedProxies'>) {
  const { metricsToken, publicUrl, trustedProxies } = config;
  const isBehindProxy =
    trustedProxies.length > 0 || (publicUrl !== undefined && !isLoopbackHost(new URL(publicUrl).host));
  return (facts: RequestFacts): MetricsAccess => {
    if (metricsToken !== undefined) return showsToken(facts, metricsToken) ? 'granted' : 'not_signed_in';
    return !isBehindProxy && isOfThisMachine(facts) ? 'granted' : 'forbidden';
  };
}

function showsToken(facts: RequestFacts, token: string): boolean {
  const [, shown] = /^Bearer (\S+)$/i.exec(facts.header('authorization') ?? '') ?? [];
  return shown !== undefined && timingSafeEqual(hashOf(shown), hashOf(token));
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
