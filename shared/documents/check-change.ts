import * as Y from 'yjs';
import type { DocKind } from './doc-name.ts';
import { ROOT_SHAPES } from './doc-shapes.ts';
import { DEPTH_MAX, KEYS_MAX, ROOTS_MAX, TEXT_MAX_CHARS } from './limits.ts';
import { holdsList, misfit, misfitKey, type Shape, type SharedType } from './shape.ts';

/** Gives the named roots their types, so that an update that fills them otherwise is seen. */
export function defineRoots(doc: Y.Doc, kind: DocKind): void {
  for (const [name, shape] of Object.entries(ROOT_SHAPES[kind])) {
    if (shape.type === 'text') doc.getText(name);
    else doc.getMap(name);
  }
}

/**
 * Checks what one transaction changed, so the price follows the change and not the document. Returns the reason
 * for a refusal, or nothing. Must run inside `afterTransaction` or later, on a doc with `defineRoots` applied.
 */
export function checkChange(kind: DocKind, transaction: Y.Transaction): string | undefined {
  const { doc } = transaction;
  if (doc.share.size > ROOTS_MAX) return `more than ${ROOTS_MAX} roots`;
  for (const [type, keys] of transaction.changed) {
    const reason = checkType(kind, { doc, type, keys });
    if (reason) return reason;
  }
  return undefined;
}

type Change = { doc: Y.Doc; type: SharedType; keys: Set<string | null> };

function checkType(kind: DocKind, { doc, type, keys }: Change): string | undefined {
  const path = pathOf(doc, type);
  if (!path) return 'nested too deep';
  const [root, ...rest] = path;
  if (root === undefined) return undefined;
  const shape = rest.reduce<Shape | undefined>(descend, ROOT_SHAPES[kind][root]);
  const reason = shape ? checkKnown(type, { shape, keys }) : checkForeign(type);
  return reason && `${path.join('/').slice(0, 120)}: ${reason}`;
}

function descend(shape: Shape | undefined, key: string): Shape | undefined {
  if (shape?.type !== 'map') return undefined;
  return shape.keys?.[key] ?? shape.each;
}

function checkKnown(
  type: SharedType,
  { shape, keys }: { shape: Shape; keys: Set<string | null> },
): string | undefined {
  if (shape.type !== 'map') return misfit(type, shape);
  if (!(type instanceof Y.Map) || holdsList(type)) return 'a map is expected';
  const limit = shape.maxKeys ?? KEYS_MAX;
  // The raw map counts deleted keys too, so the exact and slow count is taken only when the cheap one is over.
  if (type._map.size > limit && type.size > limit) return `more than ${limit} keys`;
  for (const key of keys) {
    if (key === null) return 'list content in a map';
    const item: unknown = type.get(key);
    if (item === undefined) continue;
    const reason = misfitKey(key) ?? misfit(item, descend(shape, key), 1);
    if (reason) return `${key.slice(0, 40)}: ${reason}`;
  }
  return undefined;
}

/** A root or nested type that this version does not know: it survives, within limits. */
function checkForeign(type: SharedType, depth = 0): string | undefined {
  if (depth > DEPTH_MAX) return 'nested too deep';
  if (type._map.size > KEYS_MAX) return `more than ${KEYS_MAX} keys`;
  if (type._length > TEXT_MAX_CHARS) return 'the content is too long';
  for (const item of itemsOf(type)) {
    if (item.deleted || !(item.content instanceof Y.ContentType)) continue;
    const reason = checkForeign(item.content.type, depth + 1);
    if (reason) return reason;
  }
  return undefined;
}

function* itemsOf(type: SharedType): Generator<Y.Item> {
  yield* type._map.values();
  for (let item = type._start; item; item = item.right) yield item;
}

function pathOf(doc: Y.Doc, type: SharedType): string[] | undefined {
  const path: string[] = [];
  let current: SharedType = type;
  while (current._item) {
    if (path.length > DEPTH_MAX) return undefined;
    path.unshift(current._item.parentSub ?? '[]');
    // A type that hangs in a document always has a type for its parent; an ID stands there only before integration.
    current = current._item.parent as SharedType;
  }
  for (const [name, root] of doc.share) if (root === current) return [name, ...path];
  return [];
}
