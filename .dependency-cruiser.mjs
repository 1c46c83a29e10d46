/** Packages that `shared/` may use: pure, the same in a browser and in Node. A new name is a decision, not a fix. */
const PURE_PACKAGES = ['@cfworker/json-schema', 'fractional-indexing', 'lib0', 'y-protocols', 'yjs', 'zod'];

const LOCAL = '^(web|sync-server|runner|shared|migrations|tests|docs|bin|scripts)/|^[^/]+\\.(c|m)?(j|t)s$';
const GENERATED = '(^|/)(\\.svelte-kit|\\.svelte-check|build|data|\\.cache)/|^tests/bench/(peers|results)/';

/**
 * The import map of the house: what a folder may import from the folders beside it.
 * @param {string} folder
 * @param {string[]} allowed
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
function onlyImports(folder, allowed) {
  return {
    name: `${folder}-imports`,
    comment: `${folder}/ may import only ${[folder, ...allowed].join(', ')} (docs/architecture.md, import map)`,
    severity: 'error',
    from: { path: `^${folder}/` },
    to: { path: LOCAL, pathNot: `^(${[folder, ...allowed].join('|')})/` },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    onlyImports('shared', []),
    onlyImports('sync-server', ['shared', 'migrations']),
    onlyImports('runner', ['shared']),
    onlyImports('migrations', []),
    onlyImports('bin', ['shared', 'sync-server', 'runner']),
    {
      name: 'web-imports',
      comment: 'web/ may import only shared/, and types of sync-server/',
      severity: 'error',
      from: { path: '^web/src/' },
      to: { path: LOCAL, pathNot: '^(web/src|shared|sync-server)/' },
    },
    {
      name: 'web-server-types-only',
      comment: 'web/ may take from sync-server/ only `import type`: server code must not reach the browser',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^sync-server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-no-node',
      comment: 'the PWA runs in a browser: no Node modules',
      severity: 'error',
      from: { path: '^web/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-no-node',
      comment: 'shared/ does no I/O: no Node modules',
      severity: 'error',
      from: { path: '^shared/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-pure-packages',
      comment: `shared/ may use only ${PURE_PACKAGES.join(', ')}`,
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '(^|/)node_modules/', pathNot: `(^|/)node_modules/(${PURE_PACKAGES.join('|')})/` },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'tests/ may import anything; nothing imports tests/',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
    {
      name: 'no-cycles',
      comment: 'modules that need each other at run time are one module, or need a third',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-dev-packages',
      comment: 'shipped code uses `dependencies` only',
      severity: 'error',
      from: { path: '^(web|sync-server|runner|shared|bin)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unknown-modules',
      comment: 'the imported file or package does not exist',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^\\$(app|env)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: GENERATED },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'svelte', 'browser', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json', '.d.ts'],
    },
  },
};
