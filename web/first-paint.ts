import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Adapter } from '@sveltejs/kit';
import { minifySync } from 'vite';
import { PRELOADS, type Preloads } from './route-preloads.ts';

const BOOT = '<script src="/boot.js"></script>';
const STYLE = /<link href="(\/[^"]+\.css)" rel="stylesheet">/g;
const PRELOAD = /\s*<link href="(\/[^"]+\.js)" rel="modulepreload">/g;

/**
 * Kit's page names its files, and a browser shows nothing before they have come. Ours brings along what stands there
 * first; `boot.js` asks for the rest when that is painted.
 */
export function withFirstPaint(adapter: Adapter): Adapter {
  return {
    ...adapter,
    adapt: (builder) =>
      adapter.adapt({
        ...builder,
        generateFallback: async (file) => {
          await builder.generateFallback(file);
          const folder = dirname(file);
          const read = (path: string) => readFileSync(join(folder, path), 'utf8');
          // Written by this very build.
          const preloads = JSON.parse(read(PRELOADS)) as Preloads;
          writeFileSync(file, firstPaintPage(readFileSync(file, 'utf8'), { preloads, read }));
          rmSync(join(folder, PRELOADS));
        },
      }),
  };
}

type Sources = { preloads: Preloads; read: (path: string) => string };

/** A Kit that writes its page in another way stops the build. */
export function firstPaintPage(page: string, { preloads, read }: Sources): string {
  const styles = [...page.matchAll(STYLE)].map(([, path = '']) => path);
  const entries = [...page.matchAll(PRELOAD)].map(([, path = '']) => path);
  if (!page.includes(BOOT) || styles.length === 0 || entries.length === 0)
    throw new Error('the page of the application has another form');
  const style = styles.map((path) => styleInPage(read(path), path)).join('');
  const { code } = minifySync('boot.js', read('/boot.js'));
  const list = JSON.stringify(listFiles(preloads, entries, styles));
  // Before Kit's own policy, which knows of no other inline parts than its own; the server's has their hashes.
  const first = `<style>${style}</style>\n    <script>${code.trim()}</script>\n    <script type="application/json" id="files">${list}</script>`;
  return (
    page
      .replaceAll(PRELOAD, '')
      // What loads the pages looks for the style sheet by its name; disabled, the browser does not fetch it.
      .replaceAll(STYLE, (link) => link.replace('>', ' disabled media="(max-width: 0)">'))
      .replace(BOOT, () => first)
  );
}

/** Addresses count from the page now, not from the file. */
function styleInPage(css: string, path: string): string {
  if (css.includes('</style')) throw new Error(`${path} cannot stand in a page`);
  return css
    .trim()
    .replaceAll(
      /url\((?!data:)([^)"']+)\)/g,
      (_, at) => `url(${new URL(at, `http://page${path}`).pathname})`,
    );
}

/** Every file once: `[pattern of the address, places in the list]` for each page. */
function listFiles(preloads: Preloads, entries: string[], inPage: string[]) {
  const files: string[] = [];
  const placeOf = (file: string): number => {
    const place = files.indexOf(file);
    return place < 0 ? files.push(file) - 1 : place;
  };
  const pages = preloads.map(({ path, scripts, styles }) => {
    const needed = [...entries, ...[...styles, ...scripts].map((file) => `/${file}`)];
    return [path, [...new Set(needed)].filter((file) => !inPage.includes(file)).map(placeOf)] as const;
  });
  return { files, pages };
}
