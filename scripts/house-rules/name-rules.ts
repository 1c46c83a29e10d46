import type { Problem } from './problem.ts';
import type { SourceFile } from './source-file.ts';

const KIND_FOLDERS = ['utils', 'util', 'helpers', 'common', 'types', 'services', 'misc'];
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.(svelte|test|d|config))*\.(ts|mjs|js|css)$/;
const COMPONENT = /^[A-Z][A-Za-z0-9]*\.svelte$/;
/** Names that SvelteKit looks for. */
const ROUTE = /^(\+(page|layout|error)(@[^.]*)?\.(svelte|ts)|hooks\.client\.ts)$/;
const MIGRATION = /^\d{4}_[a-z0-9_]+\.sql$/;

/** Folders are domain words, files say what they hold. */
export function nameRules({ path }: SourceFile): Problem[] {
  const folders = path.split('/').slice(0, -1);
  const name = path.split('/').at(-1) ?? '';
  const problems: Problem[] = [];
  const add = (rule: string, message: string) => problems.push({ path, line: 1, rule, message });

  const kind = folders.find((folder) => KIND_FOLDERS.includes(folder));
  if (kind) add('folder-name', `a folder is a domain word, not a kind («${kind}»)`);
  if (/^index\.(ts|js|mjs)$/.test(name) && !path.startsWith('web/src/service-worker/'))
    add('no-index', 'import the file itself, no index files');
  if (![KEBAB, COMPONENT, ROUTE, MIGRATION].some((pattern) => pattern.test(name)) && name !== 'app.html')
    add('file-name', 'kebab-case.ts, PascalCase.svelte, 0001_name.sql');
  return problems;
}
