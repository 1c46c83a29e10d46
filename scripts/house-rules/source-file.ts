import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

export type SourceFile = { path: string; extension: string; text: string; lines: string[] };

const FOLDERS = ['bin', 'migrations', 'runner', 'scripts', 'shared', 'sync-server', 'tests', 'web'];
const GENERATED = new Set(['node_modules', '.svelte-kit', '.svelte-check', 'results', 'peers']);
const EXTENSIONS = new Set(['.ts', '.mjs', '.js', '.svelte', '.css', '.sql']);

export function readSources(root: string): SourceFile[] {
  return FOLDERS.flatMap((folder) => listFiles(join(root, folder)))
    .filter((path) => EXTENSIONS.has(extname(path)))
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      return { path: relative(root, path), extension: extname(path), text, lines: text.split('\n') };
    });
}

export function lineAt(source: SourceFile, offset: number): number {
  return source.text.slice(0, offset).split('\n').length;
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (GENERATED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}
