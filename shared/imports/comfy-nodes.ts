import { isRecord, type Json } from './found-prompt.ts';

/** One step of a graph. What comes from another step is a link: which one, and which of its outputs. */
export type ComfyNode = { type: string; inputs: Json; isMuted: boolean };
export type ComfyGraph = ReadonlyMap<string, ComfyNode>;
export type ComfyLink = { node: string; slot: number };

const NODES_MAX = 5000;

/** By position, as the page of ComfyUI keeps them; of steps not named here only texts are known. */
const WIDGETS: Record<string, string[]> = {
  KSampler: ['seed', '', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'],
  KSamplerAdvanced: ['', 'noise_seed', '', 'steps', 'cfg', 'sampler_name', 'scheduler'],
  RandomNoise: ['noise_seed'],
  KSamplerSelect: ['sampler_name'],
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  FluxGuidance: ['guidance'],
  CheckpointLoaderSimple: ['ckpt_name'],
  UNETLoader: ['unet_name'],
  UnetLoaderGGUF: ['unet_name'],
  LoraLoader: ['lora_name'],
  LoraLoaderModelOnly: ['lora_name'],
  EmptyLatentImage: ['width', 'height'],
  EmptySD3LatentImage: ['width', 'height'],
};

export function linkOf(value: unknown): ComfyLink | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [node, slot] = value;
  const isName = typeof node === 'string' || typeof node === 'number';
  return isName && typeof slot === 'number' ? { node: String(node), slot } : undefined;
}

/** A graph as it was carried out: `{ id: { class_type, inputs } }`. */
export function readGraph(value: unknown): ComfyGraph | undefined {
  if (!isRecord(value)) return undefined;
  const graph = new Map<string, ComfyNode>();
  for (const [id, node] of Object.entries(value)) {
    if (graph.size >= NODES_MAX) break;
    if (!isRecord(node) || typeof node.class_type !== 'string') continue;
    graph.set(id, {
      type: node.class_type,
      inputs: isRecord(node.inputs) ? node.inputs : {},
      isMuted: false,
    });
  }
  return graph.size > 0 ? graph : undefined;
}

/** A graph as it is drawn: nodes with places for values, and a list of links. */
export function readWorkflow(value: unknown): ComfyGraph | undefined {
  if (!isRecord(value) || !Array.isArray(value.nodes)) return undefined;
  const links = linksOf(value.links);
  const graph = new Map<string, ComfyNode>();
  for (const node of value.nodes.slice(0, NODES_MAX)) {
    if (!isRecord(node) || typeof node.type !== 'string') continue;
    const inputs: Json = valuesOf(node.type, node.widgets_values);
    for (const input of Array.isArray(node.inputs) ? node.inputs : []) {
      const link = isRecord(input) ? links.get(String(input.link)) : undefined;
      if (isRecord(input) && typeof input.name === 'string' && link) inputs[input.name] = link;
    }
    // 2 and 4 are what the page calls «never» and «bypass».
    graph.set(String(node.id), { type: node.type, inputs, isMuted: node.mode === 2 || node.mode === 4 });
  }
  return graph.size > 0 ? graph : undefined;
}

function linksOf(value: unknown): Map<string, [string, number]> {
  const links = new Map<string, [string, number]>();
  for (const link of Array.isArray(value) ? value.slice(0, NODES_MAX * 4) : []) {
    if (Array.isArray(link)) links.set(String(link[0]), [String(link[1]), Number(link[2])]);
    else if (isRecord(link)) links.set(String(link.id), [String(link.origin_id), Number(link.origin_slot)]);
  }
  return links;
}

function valuesOf(type: string, values: unknown): Json {
  if (isRecord(values)) return { ...values };
  if (!Array.isArray(values)) return {};
  const names = WIDGETS[type];
  if (names) return Object.fromEntries(names.flatMap((name, n) => (name ? [[name, values[n]]] : [])));
  if (!/text|prompt|string|primitive/i.test(type)) return {};
  const [text] = values.filter((one) => typeof one === 'string' && one.trim() !== '');
  return text === undefined ? {} : { text };
}
