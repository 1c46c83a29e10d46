/** A text that stands in a file beside its picture, under the name it has there. */
export type FoundText = { key: string; text: string };

/** A prompt with its whole graph has a few hundred thousand letters; more is no prompt. */
export const TEXT_MAX_BYTES = 4 * 1024 ** 2;
export const TEXTS_MAX = 64;
