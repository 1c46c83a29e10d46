import {
  type ComfyGraph,
  type ComfyLink,
  type ComfyNode,
  linkOf,
  readGraph,
  readWorkflow,
} from './comfy-nodes.ts';
import { type FoundPrompt, foundPrompt, isRecord, type Json } from './found-prompt.ts';
import { tolerantJson } from './tolerant-json.ts';

const STEPS_MAX = 1000;
const TEXTS_MAX = 12;
/** A graph where everything leads everywhere is not walked from each of its steps. */
const MAKERS_MAX = 6;
const SAVES = /save|preview|combine|export|output/i;
/** Names under which steps hold the words of a prompt, the likeliest first. */
const TEXT_FIELDS = [
  ...['populated_text', 'text', 'text_g', 'text_l', 't5xxl', 'clip_l', 'prompt', 'positive_prompt'],
  ...['positive', 'string', 'value', 'string_a', 'string_b', 'text_a', 'text_b', 'wildcard_text', 'caption'],
];
/** What leads to other things than words. */
const ASIDE =
  /^(?:model|clip|vae|image|images|pixels|latent|latent_image|samples|control_net|mask|style_model|clip_vision)/;
const SEED_FIELDS = ['seed', 'noise_seed', 'value', 'int', 'number'];
const MODEL_FIELDS = ['ckpt_name', 'unet_name', 'model_name', 'gguf_name', 'model', 'checkpoint'];
const PARAM_FIELDS = ['steps', 'cfg', 'sampler_name', 'scheduler', 'denoise', 'guidance'];

type Texts = { prompt?: string | undefined; workflow?: string | undefined };

/** What ComfyUI says: what was carried out, or else what was drawn. */
export function readComfy({ prompt, workflow }: Texts): FoundPrompt | undefined {
  const done = prompt === undefined ? undefined : readGraph(tolerantJson(prompt));
  const drawn = () => (workflow === undefined ? undefined : readWorkflow(tolerantJson(workflow)));
  return readOne(done) ?? readOne(drawn());
}

/** The same of JSON that stands by itself, or holds both under their names. */
export function readComfyJson(value: unknown): FoundPrompt | undefined {
  if (!isRecord(value)) return undefined;
  const { prompt, workflow } = value;
  return (
    readOne(readGraph(parsed(prompt))) ??
    readOne(readWorkflow(parsed(workflow))) ??
    readOne(readGraph(value)) ??
    readOne(readWorkflow(value))
  );
}

function parsed(value: unknown): unknown {
  return typeof value === 'string' ? tolerantJson(value) : value;
}

function readOne(graph: ComfyGraph | undefined): FoundPrompt | undefined {
  if (!graph) return undefined;
  for (const node of makersIn(graph)) {
    const found = readMaker(graph, node);
    if (found) return found;
  }
  return undefined;
}

/** Steps that make the picture, those next to what is saved first. */
function makersIn(graph: ComfyGraph): ComfyNode[] {
  const saves = [...graph].filter(([, { type, isMuted }]) => SAVES.test(type) && !isMuted).map(([id]) => id);
  const inOrder = [...walkedFrom(graph, saves), ...graph.values()];
  const makers = [...new Set(inOrder)].filter(
    ({ inputs, isMuted }) =>
      !isMuted && (linkOf(inputs.positive) || linkOf(inputs.guider) || typeof inputs.prompt === 'string'),
  );
  return makers.slice(0, MAKERS_MAX);
}

function* walkedFrom(graph: ComfyGraph, ids: string[]): Generator<ComfyNode> {
  const seen = new Set(ids);
  const waiting = [...ids];
  for (let id = waiting.shift(); id !== undefined && seen.size < STEPS_MAX; id = waiting.shift()) {
    const node = graph.get(id);
    if (!node) continue;
    yield node;
    for (const value of Object.values(node.inputs)) {
      const link = linkOf(value);
      if (!link || seen.has(link.node)) continue;
      seen.add(link.node);
      waiting.push(link.node);
    }
  }
}

function readMaker(graph: ComfyGraph, maker: ComfyNode): FoundPrompt | undefined {
  const guider = nodeAt(graph, maker.inputs.guider);
  const noise = nodeAt(graph, maker.inputs.noise);
  const from = { ...guider?.inputs, ...maker.inputs };
  const positive = linkOf(from.positive) ?? linkOf(guider?.inputs.conditioning);
  const negative = linkOf(from.negative);
  const size = nodeAt(graph, maker.inputs.latent_image) ?? maker;
  const around = [maker, guider, nodeAt(graph, maker.inputs.sigmas), nodeAt(graph, maker.inputs.sampler)];
  return foundPrompt('comfyui', {
    prompt: positive ? textsAt(graph, positive) : maker.inputs.prompt,
    negative: negative ? textsAt(graph, negative) : maker.inputs.negative_prompt,
    model: modelOf(graph, from),
    seed: seedOf(graph, [maker, noise]),
    params: Object.fromEntries(
      [...around, size].flatMap((node) =>
        node ? Object.entries(node.inputs).filter(([name]) => isParam(name, node === size)) : [],
      ),
    ),
  });
}

function isParam(name: string, isSize: boolean): boolean {
  return (
    PARAM_FIELDS.includes(name) || (isSize && (name === 'width' || name === 'height' || name === 'length'))
  );
}

function nodeAt(graph: ComfyGraph, value: unknown): ComfyNode | undefined {
  const link = linkOf(value);
  return link && graph.get(link.node);
}

/** The words that lead into a link, by whatever stands between. A circle is walked once. */
function textsAt(graph: ComfyGraph, start: ComfyLink): string {
  const texts = new Set<string>();
  const seen = new Set<string>([keyOf(start)]);
  const waiting = [start];
  for (let link = waiting.pop(); link && seen.size < STEPS_MAX; link = waiting.pop()) {
    const node = graph.get(link.node);
    if (!node || /ZeroOut/.test(node.type)) continue;
    const own = TEXT_FIELDS.map((name) => node.inputs[name]).filter((text) => typeof text === 'string');
    for (const text of own) if (text.trim() !== '' && texts.size < TEXTS_MAX) texts.add(text.trim());
    // The last in is the next out: words stay in the order in which they are put together.
    for (const next of linksOn(node, link.slot).reverse()) {
      if (!seen.has(keyOf(next))) waiting.push(next);
      seen.add(keyOf(next));
    }
  }
  return [...texts].join('\n');
}

function keyOf({ node, slot }: ComfyLink): string {
  return `${node}:${slot}`;
}

/** Steps that pass both sides on have the wanted one first, the unwanted second. */
function linksOn({ inputs }: ComfyNode, slot: number): ComfyLink[] {
  const [positive, negative] = [linkOf(inputs.positive), linkOf(inputs.negative)];
  if (positive && negative) return [slot === 1 ? negative : positive];
  return Object.entries(inputs).flatMap(([name, value]) =>
    ASIDE.test(name) || name.startsWith('negative') ? [] : (linkOf(value) ?? []),
  );
}

function seedOf(graph: ComfyGraph, nodes: (ComfyNode | undefined)[]): unknown {
  for (const node of nodes) {
    for (const name of ['seed', 'noise_seed']) {
      const value = node?.inputs[name];
      const seed = linkOf(value) ? fieldAt(graph, value, SEED_FIELDS) : value;
      if (seed !== undefined) return seed;
    }
  }
  return undefined;
}

function fieldAt(graph: ComfyGraph, value: unknown, names: string[]): unknown {
  let node = nodeAt(graph, value);
  for (let steps = 0; node && steps < 8; steps++) {
    const { inputs }: { inputs: Json } = node;
    const found = names.map((name) => inputs[name]).find((one) => one !== undefined && !Array.isArray(one));
    if (found !== undefined) return found;
    node = Object.values(inputs)
      .map((one) => nodeAt(graph, one))
      .find((one) => one !== undefined);
  }
  return undefined;
}

function modelOf(graph: ComfyGraph, from: Json): unknown {
  let inputs = from;
  for (let steps = 0; steps < 60; steps++) {
    const name = MODEL_FIELDS.map((field) => inputs[field]).find((value) => typeof value === 'string');
    if (name !== undefined) return name;
    const next =
      nodeAt(graph, inputs.model) ?? nodeAt(graph, inputs.model1) ?? nodeAt(graph, inputs.base_model);
    if (!next) return undefined;
    inputs = next.inputs;
  }
  return undefined;
}
