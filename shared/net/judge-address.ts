import { isPublicAddress } from './public-address.ts';

/** Why an address is not asked. */
export type AddressRefusal = 'unreadable' | 'scheme' | 'credentials' | 'port' | 'private';

export type JudgedAddress = { ok: true; url: URL; isAllowed: boolean } | { ok: false; why: AddressRefusal };

/** Names of the own machine or net, whatever a resolver would say of them. */
const LOCAL_NAME = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa)$/;

/**
 * Whether an address that a user or a provider gave may be asked at all. Public machines are asked by https at its own
 * port; anything else only when its very origin was allowed. What its name resolves to is judged by whoever connects.
 */
export function judgeAddress(text: string, allowedOrigins: readonly string[]): JudgedAddress {
  if (!URL.canParse(text)) return { ok: false, why: 'unreadable' };
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { ok: false, why: 'scheme' };
  if (url.username || url.password) return { ok: false, why: 'credentials' };
  if (allowedOrigins.includes(url.origin)) return { ok: true, url, isAllowed: true };
  const host = hostOf(url);
  if (isLiteral(host) ? !isPublicAddress(host) : isLocalName(host)) return { ok: false, why: 'private' };
  if (url.protocol !== 'https:') return { ok: false, why: 'scheme' };
  if (url.port !== '') return { ok: false, why: 'port' };
  return { ok: true, url, isAllowed: false };
}

/** The name or address alone: without brackets, and without the dot that ends a full name. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname.replace(/\.$/, '');
}

/** An address and no name; the parser of URLs has made every form of IPv4 a dotted one. */
export function isLiteral(host: string): boolean {
  return host.includes(':') || /^\d+(\.\d+){3}$/.test(host);
}

function isLocalName(host: string): boolean {
  return !host.includes('.') || LOCAL_NAME.test(host);
}

/** `http://127.0.0.1:8188, http://comfy.lan` as origins; what is none of them is left out. */
export function readOrigins(text: string | undefined): string[] {
  return (text ?? '')
    .split(/[\s,]+/)
    .filter((part) => /^https?:\/\//.test(part) && URL.canParse(part))
    .map((part) => new URL(part).origin);
}
