import { execFile } from 'node:child_process';
import { cpSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHECKOUT, temporaryTree } from './temporary-tree.ts';

type Violation = { from: string; rule: { name: string } };

const ALLOWED = {
  'shared/shot.ts': "import { z } from 'zod';\nimport * as Y from 'yjs';\nexport const Shot = [z, Y];\n",
  'shared/knows-a-type.ts': "import type { Late } from './knows-back.ts';\nexport type Early = Late[];\n",
  'shared/knows-back.ts': "import type { Early } from './knows-a-type.ts';\nexport type Late = Early | 1;\n",
  'migrations/list.ts': 'export const migrations = [];\n',
  'sync-server/app.ts':
    "import { readFileSync } from 'node:fs';\nimport { Shot } from '#shared/shot.ts';\nimport { migrations } from '../migrations/list.ts';\nexport const app = [readFileSync, Shot, migrations];\nexport type App = typeof app;\n",
  'runner/job.ts': "import { Shot } from '../shared/shot.ts';\nexport const job = Shot;\n",
  'web/src/lib/client.ts':
    "import type { App } from '#server/app.ts';\nimport { Shot } from '#shared/shot.ts';\nexport const client: [App?, unknown?] = [undefined, Shot];\n",
  'web/src/lib/Card.svelte':
    "<script lang=\"ts\">\nimport type { App } from '#server/app.ts';\nimport { client } from '#lib/client.ts';\nconst app: App = client;\n</script>\n<p>{app}</p>\n",
  'bin/main.ts':
    "import { app } from '../sync-server/app.ts';\nimport { job } from '../runner/job.ts';\nexport const main = [app, job];\n",
  'scripts/any.ts': "import { app } from '../sync-server/app.ts';\nexport const any = app;\n",
  'tests/any.ts':
    "import { client } from '../web/src/lib/client.ts';\nimport { main } from '../bin/main.ts';\nimport devOnly from 'dev-only';\nexport const any = [client, main, devOnly];\n",
};

/** One breach each: the file, what it says, the rule that must object. */
const BREACHES: [path: string, text: string, rule: string][] = [
  [
    'shared/takes-server.ts',
    "import { app } from '../sync-server/app.ts';\nexport const x = app;\n",
    'shared-imports',
  ],
  [
    'shared/takes-node.ts',
    "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n",
    'shared-no-node',
  ],
  ['shared/takes-hono.ts', "import hono from 'hono';\nexport const x = hono;\n", 'shared-pure-packages'],
  [
    'sync-server/takes-web.ts',
    "import { client } from '../web/src/lib/client.ts';\nexport const x = client;\n",
    'sync-server-imports',
  ],
  [
    'sync-server/takes-runner.ts',
    "import type { job } from '../runner/job.ts';\nexport type X = typeof job;\n",
    'sync-server-imports',
  ],
  [
    'runner/takes-server.ts',
    "import type { App } from '../sync-server/app.ts';\nexport type X = App;\n",
    'runner-imports',
  ],
  [
    'runner/takes-migrations.ts',
    "import { migrations } from '../migrations/list.ts';\nexport const x = migrations;\n",
    'runner-imports',
  ],
  [
    'migrations/takes-shared.ts',
    "import { Shot } from '../shared/shot.ts';\nexport const x = Shot;\n",
    'migrations-imports',
  ],
  ['bin/takes-script.ts', "import { any } from '../scripts/any.ts';\nexport const x = any;\n", 'bin-imports'],
  [
    'web/src/lib/takes-runner.ts',
    "import type { job } from '../../../runner/job.ts';\nexport type X = typeof job;\n",
    'web-imports',
  ],
  [
    'web/src/lib/takes-server.ts',
    "import { app } from '#server/app.ts';\nexport const x = app;\n",
    'web-server-types-only',
  ],
  [
    'web/src/lib/awaits-server.ts',
    "export const x = () => import('#server/app.ts');\n",
    'web-server-types-only',
  ],
  [
    'web/src/lib/TakesServer.svelte',
    '<script lang="ts">\nimport { app } from \'#server/app.ts\';\n</script>\n<p>{app}</p>\n',
    'web-server-types-only',
  ],
  [
    'web/src/lib/takes-node.ts',
    "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n",
    'web-no-node',
  ],
  [
    'sync-server/takes-test.ts',
    "import { any } from '../tests/any.ts';\nexport const x = any;\n",
    'nothing-imports-tests',
  ],
  [
    'scripts/takes-test.ts',
    "import { any } from '../tests/any.ts';\nexport const x = any;\n",
    'nothing-imports-tests',
  ],
  ['shared/chicken.ts', "import { egg } from './egg.ts';\nexport const chicken = () => egg;\n", 'no-cycles'],
  ['runner/takes-dev.ts', "import devOnly from 'dev-only';\nexport const x = devOnly;\n", 'no-dev-packages'],
  [
    'runner/takes-nothing.ts',
    "import { gone } from './gone.ts';\nexport const x = gone;\n",
    'no-unknown-modules',
  ],
];

/** The other half of the cycle, which is reported once. */
const EGG = {
  'shared/egg.ts': "import { chicken } from './chicken.ts';\nexport const egg = () => chicken;\n",
};

/** What a compiled component imports. */
const SVELTE = [
  'svelte/internal/client.js',
  'svelte/internal/disclose-version.js',
  'svelte/internal/flags/legacy.js',
];
const PACKAGES = ['zod', 'yjs', 'hono', 'dev-only'];

test('the import map holds the allowed imports and stops every other one', async () => {
  const root = temporaryTree({
    'package.json': JSON.stringify({
      type: 'module',
      dependencies: { svelte: '1.0.0', zod: '1.0.0', yjs: '1.0.0', hono: '1.0.0' },
      devDependencies: { 'dev-only': '1.0.0' },
      imports: { '#lib/*': './web/src/lib/*', '#shared/*': './shared/*', '#server/*': './sync-server/*' },
    }),
    'tsconfig.json': '{}',
    ...Object.fromEntries(PACKAGES.flatMap(fakePackage)),
    ...Object.fromEntries(SVELTE.map((path) => [`node_modules/${path}`, 'export {};\n'])),
    ...ALLOWED,
    ...EGG,
    ...Object.fromEntries(BREACHES),
  });
  cpSync(join(CHECKOUT, '.dependency-cruiser.mjs'), join(root, '.dependency-cruiser.mjs'));

  const violations = await cruise(root);

  for (const [path, , rule] of BREACHES) expect.soft(rulesBrokenBy(path, violations), path).toContain(rule);
  for (const path of Object.keys(ALLOWED)) expect.soft(rulesBrokenBy(path, violations), path).toEqual([]);
});

function fakePackage(name: string): [string, string][] {
  return [
    [
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', type: 'module', main: 'main.js' }),
    ],
    [`node_modules/${name}/main.js`, 'export default 1;\nexport const z = 1;\n'],
  ];
}

function rulesBrokenBy(path: string, violations: Violation[]): string[] {
  return violations.filter((violation) => violation.from === path).map((violation) => violation.rule.name);
}

function cruise(root: string): Promise<Violation[]> {
  const tool = realpathSync(join(CHECKOUT, 'node_modules', '.bin', 'depcruise'));
  const folders = ['bin', 'migrations', 'runner', 'scripts', 'shared', 'sync-server', 'tests', 'web'];
  const args = [tool, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 1e8 }, (_error, stdout, stderr) => {
      // The exit code counts the violations; only an answer that is no JSON is a failure of the run.
      try {
        resolve(JSON.parse(stdout).summary.violations);
      } catch {
        reject(new Error(`dependency-cruiser did not answer: ${stdout}${stderr}`));
      }
    });
  });
}
