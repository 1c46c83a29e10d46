import type { Plugin, Rolldown } from 'vite';

type Graph = Pick<Rolldown.PluginContext, 'getModuleIds' | 'getModuleInfo'>;

const BOARD = /\/routes\/\(studio\)\/p\/\[project\]\/\+page\.svelte$/;
const STUDIO_PAGE = /\/routes\/\(studio\)\/.*\+(page|layout)\.svelte$/;

/**
 * What always comes together is one file: on a phone a request costs as much as ten kilobytes. A module goes into the
 * first part that needs it: whoever signs in loads only the base, and every page of the studio the studio.
 */
const PARTS: readonly { name: string; roots: RegExp }[] = [
  // What the page calls before the client is there. In one file with modules that read the payload (the version of the
  // application) these would run first and find nothing: every unknown address would load itself again for ever.
  { name: 'start', roots: /\/kit\/src\/runtime\/client\/payload\.js$|vite\/preload-helper/ },
  {
    name: 'base',
    roots:
      /\/kit\/src\/runtime\/client\/entry\.js$|\/client-optimized\/app\.js$|\/routes\/(\+(layout|error)|login\/\+page)\.\w+$/,
  },
  { name: 'engine', roots: /\/src\/lib\/sync\/browser-engine\.ts$/ },
  {
    name: 'studio',
    roots: /\/src\/routes\/\(studio\)\/\+layout\.svelte$|\/src\/lib\/session\/TopBar\.svelte$/,
  },
  { name: 'board', roots: BOARD },
];

/** Groups the modules of the client into these parts; everything else is cut as the bundler sees fit. */
export function fewFiles(): Plugin {
  let partOf = new Map<string, string>();
  const groups = PARTS.map(({ name }, n) => ({
    name,
    test: (id: string) => partOf.get(id) === name,
    priority: PARTS.length - n,
  }));
  return {
    name: 'few-files',
    applyToEnvironment: ({ name }) => name === 'client',
    config: () => ({
      environments: { client: { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } } },
    }),
    buildEnd() {
      partOf = sortIntoParts(this);
    },
  };
}

function sortIntoParts(graph: Graph): Map<string, string> {
  const ids = [...graph.getModuleIds()];
  const partOf = new Map<string, string>();
  for (const { name, roots } of PARTS) {
    for (const id of neededBy(
      graph,
      ids.filter((id) => roots.test(id)),
    )) {
      // The entries stay where Kit looks for them; what they import goes into the part. The payload is one in name only.
      if (!partOf.has(id) && (name === 'start' || !graph.getModuleInfo(id)?.isEntry)) partOf.set(id, name);
    }
  }
  // The board would drag all of itself into every page that has a line in common with it.
  const others = ids.filter((id) => STUDIO_PAGE.test(id) && !BOARD.test(id));
  for (const id of neededBy(graph, others)) if (partOf.get(id) === 'board') partOf.set(id, 'studio');
  return partOf;
}

/** The modules themselves and all that they import, but not what they load later. */
function neededBy(graph: Graph, roots: string[]): Set<string> {
  const needed = new Set<string>();
  const add = (id: string): void => {
    if (needed.has(id)) return;
    needed.add(id);
    for (const next of graph.getModuleInfo(id)?.importedIds ?? []) add(next);
  };
  for (const root of roots) add(root);
  return needed;
}
