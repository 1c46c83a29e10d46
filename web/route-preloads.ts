import type { Plugin, Rolldown } from 'vite';

type Files = { scripts: string[]; styles: string[] };
export type Preloads = ({ path: string } & Files)[];

/** Where the list stands while the page is made (`first-paint.ts`). */
export const PRELOADS = '/_app/preloads.json';

/** What the pages of a folder load by themselves as soon as they run; the list of projects has nothing to show before. */
const LOADED_AT_ONCE = [
  { within: /^\/\(studio\)/, module: '/src/lib/sync/browser-engine.ts' },
  { within: /^\/\(studio\)$/, module: '/src/lib/sync/leader.ts' },
];

/**
 * For every page what its code and styles are. Kit's fallback page names only what all pages share, so a browser would
 * learn of a page's own files one request after the other.
 */
export function routePreloads(): Plugin {
  return {
    name: 'route-preloads',
    applyToEnvironment: ({ name }) => name === 'client',
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Rolldown.OutputChunk>();
      for (const output of Object.values(bundle))
        if (output.type === 'chunk') chunks.set(output.fileName, output);
      const nodes = [...chunks.values()].flatMap((chunk) => nodesOf(chunk, this));
      const preloads: Preloads = nodes
        .filter(({ kind }) => kind === 'page')
        .map((page) => {
          const around = nodes.filter(({ kind, folder }) => kind !== 'page' && isWithin(page.folder, folder));
          const files = [page, ...around].map(({ file }) => file);
          const { scripts, styles } = closure(chunks, [...files, ...loadedAtOnce(page.folder, chunks)]);
          return { path: pathPattern(page.folder), scripts, styles };
        });
      this.emitFile({ type: 'asset', fileName: PRELOADS.slice(1), source: JSON.stringify(preloads) });
    },
  };
}

type Node = { file: string; folder: string; kind: string };

/** Kit loads a page, a layout or what stands for an error through a file of its own. */
function nodesOf(
  { fileName, facadeModuleId }: Rolldown.OutputChunk,
  graph: Pick<Rolldown.PluginContext, 'getModuleInfo'>,
): Node[] {
  const imported = facadeModuleId ? (graph.getModuleInfo(facadeModuleId)?.importedIds ?? []) : [];
  return imported.flatMap((id) => {
    const [, folder = '', kind] = /\/src\/routes(\/.*)?\/\+(page|layout|error)\.svelte$/.exec(id) ?? [];
    return kind ? [{ file: fileName, folder, kind }] : [];
  });
}

function loadedAtOnce(folder: string, chunks: Map<string, Rolldown.OutputChunk>): string[] {
  const modules = LOADED_AT_ONCE.filter(({ within }) => within.test(folder)).map(({ module }) => module);
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

function closure(chunks: Map<string, Rolldown.OutputChunk>, files: string[]): Files {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const add = (file: string): void => {
    const chunk = chunks.get(file);
    if (!chunk || scripts.has(file)) return;
    scripts.add(file);
    for (const style of chunk.viteMetadata?.importedCss ?? []) styles.add(style);
    for (const next of chunk.imports) add(next);
  };
  for (const file of files) add(file);
  return { scripts: [...scripts], styles: [...styles] };
}
