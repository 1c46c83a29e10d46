import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const INPUTS = [
  'bin/bootstrap/web-inputs.mjs',
  'package-lock.json',
  'package.json',
  'shared',
  'svelte.config.js',
  'web',
];
const GENERATED = new Set(['node_modules', '.svelte-kit', '.svelte-check', '.vite']);

/**
 * sha256 over the paths and contents of everything that can change the built PWA.
 * @param {string} root
 */
export function webInputsHash(root) {
  const hash = createHash('sha256');
  for (const input of INPUTS) addEntry(hash, root, input);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} root
 * @param {string} path
 */
function addEntry(hash, root, path) {
  const names = listFolder(join(root, path));
  if (names) {
    for (const name of names) if (!GENERATED.has(name)) addEntry(hash, root, `${path}/${name}`);
    return;
  }
  const content = readIfPresent(join(root, path));
  if (content) hash.update(`${path}\0${content.length}\0`).update(content);
}

/** @param {string} path */
function listFolder(path) {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (isMissing(error) || /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** @param {string} path */
function readIfPresent(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    // An editor's temporary file may vanish between the listing and the read.
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** @param {unknown} error */
function isMissing(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT';
}
