// Stands in for `devalue`, with which Kit keeps the state of a page in the browser's history and reads what a server's
// `load` sent. Ours keeps plain JSON there, and nothing is loaded that way.
export const stringify = (state: unknown): string => JSON.stringify(state);
export const parse = (text: string): unknown => JSON.parse(text);

function isNotUsed(): never {
  throw new Error('the pages load nothing through the server of Kit');
}

export const uneval = isNotUsed;
export const unflatten = isNotUsed;
export const stringifyAsync = isNotUsed;
