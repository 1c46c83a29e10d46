import type { Model, ParameterSchema } from '#shared/catalogue/model.ts';
import type { PromptRecord } from '#shared/documents/shot-doc.ts';
import { NO_TEXT, YES_TEXT } from '#shared/russian/inspector-text.ts';
import { Ulid } from '#shared/ulid.ts';

export type Parameter = { name: string; title: string; value: string };
export type Parent = { name: string; title: string; asset: string };

type Asked = Pick<PromptRecord, 'params' | 'source'>;

/** What a prompt was made with, in the words of its model's form; what the model does not know keeps its own name. */
export function listParameters(model: Model | undefined, { params }: Asked): Parameter[] {
  return inOrder(model, params).flatMap(([name, value]) => {
    const schema = model?.schema.properties[name];
    if (schema?.['x-media'] || schema?.['x-role'] === 'seed' || schema?.['x-role'] === 'prompt') return [];
    const text = valueText(value, schema);
    return text === '' ? [] : [{ name, title: schema?.title ?? name, value: text }];
  });
}

/** The assets that a prompt was made from: first frames, references, and what was looked at. */
export function listParents(
  model: Model | undefined,
  { params, source }: Asked,
  sourceTitle: string,
): Parent[] {
  const parents = inOrder(model, params).flatMap(([name, value]) => {
    const schema = model?.schema.properties[name];
    // Of a model that is gone nobody knows which values name assets; those that could are tried.
    if (model && !schema?.['x-media']) return [];
    const title = schema?.title ?? name;
    return (Array.isArray(value) ? value : [value]).flatMap((asset) =>
      Ulid.safeParse(asset).success ? [{ name, title, asset: String(asset) }] : [],
    );
  });
  const isNamed = parents.some(({ asset }) => asset === source);
  return source && !isNamed ? [...parents, { name: 'source', title: sourceTitle, asset: source }] : parents;
}

const LAST = 1000;

function inOrder(model: Model | undefined, params: Record<string, unknown>): [string, unknown][] {
  const order = (name: string) => model?.schema.properties[name]?.['x-order'] ?? LAST;
  return Object.entries(params).sort(([a], [b]) => order(a) - order(b));
}

function valueText(value: unknown, schema: ParameterSchema | undefined): string {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'boolean') return value ? YES_TEXT : NO_TEXT;
  if (typeof value === 'object') return JSON.stringify(value);
  return schema?.['x-labels']?.[String(value)] ?? String(value);
}
