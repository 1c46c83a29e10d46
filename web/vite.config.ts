import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';
import config from '../svelte.config.js';
import { fewFiles } from './few-files.ts';
import { routePreloads } from './route-preloads.ts';

/**
 * Kit hides its announcer with a style attribute, which our policy refuses; `base.css` hides it instead.
 * A Kit that no longer has the attribute stops the build: then this goes.
 */
function announcerWithoutStyle(): Plugin {
  return {
    name: 'announcer-without-style',
    enforce: 'pre',
    transform: {
      filter: { id: /@sveltejs\/kit\/src\/runtime\/components\/root\.svelte$/ },
      handler(code) {
        const bare = code.replace(/(id="svelte-announcer"[^>]*?)\s+style="[^"]*"/, '$1');
        if (bare === code) throw new Error('the announcer has no style attribute any more');
        return { code: bare, map: null };
      },
    },
  };
}

/** Kit's own server, which makes the page, has the real ones. */
function standInsForBrowsers(): Plugin {
  return {
    name: 'stand-ins-for-browsers',
    enforce: 'pre',
    applyToEnvironment: ({ name }) => name === 'client',
    resolveId: {
      filter: { id: /^devalue$/ },
      handler: () => `${import.meta.dirname}/plain-devalue.ts`,
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  resolve: {
    alias: {
      'lib0/logging': `${import.meta.dirname}/plain-logging.ts`,
      // The package names the build for browsers of many years ago.
      dexie: `${import.meta.dirname}/../node_modules/dexie/dist/modern/dexie.mjs`,
    },
  },
  plugins: [announcerWithoutStyle(), standInsForBrowsers(), fewFiles(), routePreloads(), sveltekit(config)],
});
