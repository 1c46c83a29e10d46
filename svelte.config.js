import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';
import { webInputsHash } from './bin/bootstrap/web-inputs.mjs';
import { withFirstPaint } from './web/first-paint.ts';

const root = import.meta.dirname;
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

/**
 * Flat SvelteKit 3 options; `web/vite.config.ts` hands them to the plugin (kit 3 reads no config file of its own).
 * @type {Parameters<typeof import('@sveltejs/kit/vite').sveltekit>[0]}
 */
export default {
  // Relative to the working directory: every command runs from the root of the checkout.
  adapter: withFirstPaint(
    adapter({
      pages: 'build',
      assets: 'build',
      fallback: 'app.html',
      precompress: true,
      strict: true,
    }),
  ),
  files: { src: 'src', assets: 'static' },
  csp: {
    // The fallback page is a file, so the policy travels in a meta tag with the hash of the boot script.
    mode: 'hash',
    directives: {
      'default-src': ['self'],
      'script-src': ['self'],
      'style-src': ['self'],
      'img-src': ['self', 'blob:', 'data:'],
      'media-src': ['self', 'blob:'],
      'connect-src': ['self'],
      'worker-src': ['self'],
      'manifest-src': ['self'],
      'object-src': ['none'],
      'base-uri': ['none'],
      'form-action': ['self'],
    },
  },
  // `lib/ui/boot.ts` registers it: Kit's own way waits for a `load` that may be over when the application starts.
  serviceWorker: { register: false },
  // Equal inputs give an equal name: a restart of the same sources never asks anyone to update.
  version: { name: `${version}-${webInputsHash(root).slice(0, 12)}`, pollInterval: 0 },
};
