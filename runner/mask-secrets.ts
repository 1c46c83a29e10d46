import type { Order } from '#shared/runner/protocol.ts';
import type { Log } from './ports.ts';

const MASK = '[secret]';
/** Anything shorter stands in ordinary words too. */
const SECRET_MIN_CHARS = 6;

/** Hides what the order was trusted with, wherever it turns up: providers like to repeat a key that they refuse. */
export type Mask = <T>(value: T) => T;

export function maskOf({ provider }: Pick<Order, 'provider'>): Mask {
  const secrets = [provider?.secret, ...wordsOf(provider?.proxyUrl)]
    .filter((secret) => typeof secret === 'string')
    .filter((secret) => secret.length >= SECRET_MIN_CHARS)
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  if (secrets.length === 0) return (value) => value;
  // The same value with other texts in it has the same type.
  return <T>(value: T) => masked(value, secrets) as T;
}

/** What lets us through a proxy: the login alone tells nothing. */
function wordsOf(proxyUrl: string | undefined): string[] {
  if (proxyUrl === undefined || !URL.canParse(proxyUrl)) return [];
  const { password } = new URL(proxyUrl);
  return [password, decodeURIComponent(password)];
}

function masked(value: unknown, secrets: string[]): unknown {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, MASK), value);
  if (value instanceof Error) return masked(value.stack ?? value.message, secrets);
  if (Array.isArray(value)) return value.map((item) => masked(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, secrets)]));
}

export function maskedLog(log: Log, mask: Mask): Log {
  const line = (level: keyof Log) => (event: string, details?: Record<string, unknown>) =>
    log[level](event, details && mask(details));
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
