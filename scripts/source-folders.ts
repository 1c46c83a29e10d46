import { existsSync } from 'node:fs';

/** Folders that exist: the house grows room by room, and a tool given a missing path fails. */
export function existingOf(paths: string[]): string[] {
  return paths.filter((path) => existsSync(path));
}
