/** What both sides know of a `.raskadr` file (docs/spec/archive.md). */
export const ARCHIVE_FORMAT = 1;
export const ARCHIVE_KIND = 'raskadr-project';
export const MANIFEST_NAME = 'manifest.json';
export const INDEX_PATH = 'docs/index.yjs';
