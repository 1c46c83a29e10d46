export type Values = Record<string, unknown>;

const WHOLE = /^\{([\w.]+)\}$/;
const PART = /\{([\w.]+)\}/g;

/** What has no value is left out, so that a provider's own default holds. */
export function fillJson(template: unknown, values: Values): unknown {
  if (typeof template === 'string') {
    const whole = WHOLE.exec(template)?.[1];
    return whole === undefined ? fillText(template, values) : values[whole];
  }
  if (Array.isArray(template))
    return template.map((item) => fillJson(item, values)).filter((item) => item !== undefined);
  if (typeof template === 'object' && template !== null)
    return Object.fromEntries(
      Object.entries(template)
        .map(([key, item]) => [key, fillJson(item, values)])
        .filter(([, item]) => item !== undefined),
    );
  return template;
}

/** A value in an address can end neither its part of the path nor the path; a model may have a name of several parts. */
export function fillPath(template: string, values: Values): string {
  return template.replace(PART, (_, name: string) => {
    const text = textOf(values[name]);
    const parts = name === 'model' ? text.split('/') : [text];
    return parts.map(asPart).join('/');
  });
}

/** An address folds the dots away even when they are encoded. */
function asPart(text: string): string {
  return text === '.' || text === '..' ? '_' : encodeURIComponent(text);
}

function fillText(template: string, values: Values): string {
  return template.replace(PART, (_, name: string) => textOf(values[name]));
}

function textOf(value: unknown): string {
  return value === undefined || value === null
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}

/** RFC 6901. */
export function valueAt(json: unknown, pointer: string): unknown {
  let value = json;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    // It was just seen to have this key.
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
