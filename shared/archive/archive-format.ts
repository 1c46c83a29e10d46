/** What both sides know of a `.raskadr` file (docs/spec/archive.md). */
export const ARCHIVE_FORMAT = 2;
export const ARCHIVE_KIND = 'raskadr-project';
export const MANIFEST_NAME = 'manifest.json';
export const INDEX_PATH = 'docs/index.yjs';
export const ASSETS_PATH = 'assets.json';
/** How many assets an export could not take along, as a header of its answer. */
export const LOST_ASSETS = 'raskadr-lost-assets';
