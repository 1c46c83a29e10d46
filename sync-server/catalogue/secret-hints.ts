const SHOWN_CHARS = 4;
/** So long at least a key is for its end to give nothing of it away. */
const LONG_CHARS = 16;

/** By what a person tells one key from another. */
export function keyHint(key: string): string {
  return key.length >= LONG_CHARS ? `…${key.slice(-SHOWN_CHARS)}` : '…';
}

/** `socks5://user:secret@host:port`, and what may be shown of it; nothing when it is no address of a proxy. */
export function readProxy(text: string): { text: string; hint: string } | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, pathname, search, hash } = new URL(text);
  if (!/^(https?|socks5):$/.test(protocol) || hostname === '' || search || hash) return undefined;
  if (pathname !== '' && pathname !== '/') return undefined;
  return { text, hint: `${protocol}//${username ? '•••@' : ''}${hostname}${port ? `:${port}` : ''}` };
}
