import type * as Y from 'yjs';

/** Equal for equal content: the keys of a shared map stand in the order in which a replica met them. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** The whole content of a document whose roots have been given their types. */
export function canonicalContent(doc: Y.Doc): string {
  return canonicalJson(Object.fromEntries([...doc.share].map(([name, type]) => [name, type.toJSON()])));
}
