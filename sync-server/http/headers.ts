import { createMiddleware } from 'hono/factory';
import type { Config } from '../config.ts';

const NOT_A_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const FOR_ALL = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=()',
};

/** Every answer gets them; one that is a page brings a policy of its own. */
export function securityHeaders({ publicUrl }: Pick<Config, 'publicUrl'>) {
  return createMiddleware(async (c, next) => {
    await next();
    const { headers } = c.res;
    // Not `c.header`: for every name it would make the whole answer anew.
    const setDefault = (name: string, value: string) => {
      if (!headers.has(name)) headers.set(name, value);
    };
    for (const [name, value] of Object.entries(FOR_ALL)) setDefault(name, value);
    setDefault('Content-Security-Policy', NOT_A_PAGE);
    if (c.req.path.startsWith('/api/')) setDefault('Cache-Control', 'no-store');
    if (publicUrl?.startsWith('https:')) setDefault('Strict-Transport-Security', 'max-age=31536000');
  });
}

/** The policy of the studio's page, its scripts and workers; the hashes are those of what stands in the page itself. */
export function pagePolicy({ scripts, styles }: { scripts: string[]; styles: string[] }): string {
  const own = (hashes: string[]) => ["'self'", ...hashes.map((hash) => `'${hash}'`)].join(' ');
  return [
    "default-src 'self'",
    `script-src ${own(scripts)}`,
    `style-src ${own(styles)}`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
