import { type FoundPrompt, foundPrompt, type ImportTool } from './found-prompt.ts';

const TEXT_MAX_CHARS = 200_000;
const NEGATIVE = 'Negative prompt:';
/** The line of parameters begins so in every version, and has several. */
const PARAMS_LINE = /^(?:Steps|Seed|Size|Sampler): [^,]{1,80}, *[A-Z][\w ]{0,40}: /;
const FIELD = /([A-Za-z][\w .\-/]{0,60}):\s*("(?:[^"\\]|\\.)*"|[^,]*)(?:,|$)/g;
const FIELDS_MAX = 80;
const OWN_FIELDS = new Set(['Seed', 'Model', 'Prompt', 'Negative prompt']);

/** The text that Stable Diffusion WebUI and its many heirs write: a prompt, what must not be, a line of fields. */
export function readParametersText(text: string): FoundPrompt | undefined {
  const lines = text.slice(0, TEXT_MAX_CHARS).trim().split(/\r?\n/);
  const last = lines.findLastIndex((line) => PARAMS_LINE.test(line));
  if (last < 0) return undefined;
  const fields = fieldsOf(lines.slice(last).join(' '));
  const before = lines.slice(0, last);
  const cut = before.findIndex((line) => line.startsWith(NEGATIVE));
  const prompt = before.slice(0, cut < 0 ? undefined : cut).join('\n');
  const negative = cut < 0 ? undefined : before.slice(cut).join('\n').slice(NEGATIVE.length);
  return foundPrompt(toolOf(fields), {
    prompt,
    negative,
    model: fields.get('Model'),
    seed: fields.get('Seed'),
    params: Object.fromEntries([...fields].filter(([key]) => !OWN_FIELDS.has(key))),
  });
}

function fieldsOf(line: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, key = '', value = ''] of line.matchAll(FIELD)) {
    if (fields.size >= FIELDS_MAX) break;
    const plain = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
    fields.set(key.trim(), plain.trim());
  }
  return fields;
}

function toolOf(fields: Map<string, string>): ImportTool {
  const version = fields.get('Version') ?? '';
  const app = fields.get('App') ?? '';
  if (/fooocus/i.test(version)) return 'fooocus';
  if (/comfyui/i.test(version)) return 'comfyui';
  if (/sd\.?next/i.test(app)) return 'sdnext';
  if (/^(?:f\d|neo|.*forge)/i.test(version)) return 'forge';
  return 'a1111';
}
