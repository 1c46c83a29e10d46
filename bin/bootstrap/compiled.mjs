import module from 'node:module';
import { join } from 'node:path';

/**
 * What Node has parsed and compiled once is kept for the next start of this program and of those it starts.
 * @param {string} root
 */
export function keepCompiled(root) {
  process.env.NODE_COMPILE_CACHE ??= join(root, '.cache', 'compiled');
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
}
