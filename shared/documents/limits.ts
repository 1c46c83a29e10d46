/** Hard limits of documents. The typed edits keep inside them, so only a foreign client ever meets a refusal. */
export const UPDATE_MAX_BYTES = 1024 * 1024;
export const INDEX_DOC_MAX_BYTES = 2 * 1024 * 1024;
export const SHOT_DOC_MAX_BYTES = 4 * 1024 * 1024;
export const SCENARIO_DOC_MAX_BYTES = 4 * 1024 * 1024;
/** A full state always fits into one frame. */
export const FRAME_MAX_BYTES = SHOT_DOC_MAX_BYTES + 2 * UPDATE_MAX_BYTES;
export const AWARENESS_MAX_BYTES = 16 * 1024;

export const SHOTS_MAX = 5000;
export const RECORDS_MAX = 20_000;
export const KEYS_MAX = 256;
export const KEY_MAX_CHARS = 128;
export const DEPTH_MAX = 8;
export const VALUE_DEPTH_MAX = 64;
export const ROOTS_MAX = 16;
/** One clock tick per character or key: no honest update moves further. */
export const CLOCK_ADVANCE_MAX = 16 * 1024 * 1024;

export const TITLE_MAX_CHARS = 1000;
export const NAMING_MAX_CHARS = 200;
export const NOTE_MAX_CHARS = 20_000;
export const ORDER_KEY_MAX_CHARS = 2048;
export const VALUE_MAX_CHARS = 100_000;
export const TEXT_MAX_CHARS = 500_000;
/** More than people may put there: two devices that fill it at once are not refused. */
export const SHELF_DOC_MAX = 1000;
export const MOTIF_TEXT_MAX_CHARS = 4000;
/** Fifty cuts of people, each with a name beside it, and what several devices save at once. */
export const CUTS_DOC_MAX = 200;
/** A film of 5000 shots, once. */
export const CUT_MAX_BYTES = 800_000;
