import { createSafeFetch, type Rules, type SafeFetch } from './safe-fetch.ts';
import { sendTo } from './send-to.ts';
import { tunnelOf } from './tunnel.ts';

/**
 * Like the direct way, with a proxy between: names are resolved here and judged here, and the proxy is told the address that
 * was judged. The proxy itself may be anywhere, for an admin has named it.
 */
export function fetchVia(proxyUrl: string, rules: Omit<Rules, 'send'>): SafeFetch {
  const tunnel = tunnelOf(proxyUrl);
  return createSafeFetch({
    ...rules,
    send: (address, sending) => sendTo(address, { ...sending, tunnel }),
  });
}
