/** What both sides know of a `.raskadr` file (docs/spec/archive.md). */
/** The newest one. The first knew no assets, the second neither their names nor subtitles. */
export const ARCHIVE_FORMAT = 3;
/** Written wherever it says all: older versions read it, and a file that was read comes out again as it was. */
export const PLAIN_FORMAT = 2;
export const ARCHIVE_KIND = 'raskadr-project';
export const MANIFEST_NAME = 'manifest.json';
export const INDEX_PATH = 'docs/index.yjs';
export const ASSETS_PATH = 'assets.json';
/** How many assets an export could not take along, as a header of its answer. */
export const LOST_ASSETS = 'raskadr-lost-assets';
