import type { Plugin } from 'vite';

type Chunk = { fileName: string; imports: string[]; moduleIds: string[]; css: string[] };

/** What the pages of a folder load by themselves as soon as they run. */
const LOADED_AT_ONCE = [{ folder: '/(studio)', module: '/src/lib/sync/browser-engine.ts' }];

/**
 * Writes `_app/preloads.json`: for every page what its code and styles are. Kit's fallback page names only what all
 * pages share, so a browser would learn of a page's own files one request after the other.
 */
export function routePreloads(): Plugin {
  return {
    name: 'route-preloads',
    applyToEnvironment: ({ name }) => name === 'client',
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const output of Object.values(bundle)) {
        if (output.type !== 'chunk') continue;
        const { fileName, imports, moduleIds, viteMetadata } = output;
        chunks.set(fileName, { fileName, imports, moduleIds, css: [...(viteMetadata?.importedCss ?? [])] });
      }
      const parts = [...chunks.values()].flatMap((chunk) => partsOf(chunk));
      const preloads = parts
        .filter(({ isPage }) => isPage)
        .map((page) => {
          const nodes = parts.filter((part) => !part.isPage && isWithin(page.folder, part.folder));
          const files = closure(chunks, [
            page.file,
            ...nodes.map(({ file }) => file),
            ...loadedAtOnce(page.folder, chunks),
          ]);
          return { path: pathPattern(page.folder), ...files };
        });
      this.emitFile({ type: 'asset', fileName: '_app/preloads.json', source: JSON.stringify(preloads) });
    },
  };
}

type Part = { file: string; folder: string; isPage: boolean };

function partsOf({ fileName, moduleIds }: Chunk): Part[] {
  return moduleIds.flatMap((id) => {
    const found = /\/src\/routes(\/.*)?\/\+(page|layout)\.svelte$/.exec(id);
    return found ? [{ file: fileName, folder: found[1] ?? '', isPage: found[2] === 'page' }] : [];
  });
}

function loadedAtOnce(folder: string, chunks: Map<string, Chunk>): string[] {
  const modules = LOADED_AT_ONCE.filter((one) => isWithin(folder, one.folder)).map(({ module }) => module);
  return [...chunks.values()]
    .filter(({ moduleIds }) => moduleIds.some((id) => modules.some((module) => id.endsWith(module))))
    .map(({ fileName }) => fileName);
}

function isWithin(folder: string, outer: string): boolean {
  return `${folder}/`.startsWith(`${outer}/`);
}

/** `/(studio)/p/[project]` answers `/p/anything`. */
function pathPattern(folder: string): string {
  const path = folder.replace(/\/\([^)]+\)/g, '').replace(/\[[^\]]+\]/g, '[^/]+');
  return `^${path === '' ? '/' : path}$`;
}

function closure(chunks: Map<string, Chunk>, files: string[]): { scripts: string[]; styles: string[] } {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const add = (file: string): void => {
    const chunk = chunks.get(file);
    if (!chunk || scripts.has(file)) return;
    scripts.add(file);
    for (const style of chunk.css) styles.add(style);
    for (const next of chunk.imports) add(next);
  };
  for (const file of files) add(file);
  return { scripts: [...scripts], styles: [...styles] };
}
