import * as z from 'zod/mini';

/** Where in an answer something stands: `/data/0/url`. */
export const Pointer = z.string().check(z.regex(/^(\/.*)?$/), z.maxLength(200));
/** Below the base address of the account; `{call}`, `{taskId}` and `{param.…}` are put in. */
export const Path = z.string().check(z.regex(/^\/(?!\/)/), z.maxLength(500));
/** A path, or an address that an answer of the provider names. */
export const Place = z.union([z.strictObject({ path: Path }), z.strictObject({ at: Pointer })]);
export const HeaderName = z.string().check(z.regex(/^[A-Za-z0-9-]{1,60}$/));
