import type { FoundPrompt } from '#shared/imports/found-prompt.ts';
import { GRAPH, GUIDED_GRAPH, WORKFLOW } from './comfy-graphs.ts';
import * as files from './files-of-tools.ts';

const { aJpeg, aMovWithOldComment, anExif, anMp4WithComment, anMp4WithKeys, aPng, ascii, aWebm, aWebp } =
  files;
const { jpegCaption, jpegExif, jpegXmp, userComment } = files;

export const A1111 = `Старый трамвай, дождь (wet:1.2) <lora:film:0.8>
второй строкой
Negative prompt: lowres, text
Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 1234567890, Size: 832x480, Model hash: abc, Model: realisticVision, Lora hashes: "film: 1a2b, two: 3c", Version: v1.10.1`;
const FORGE = A1111.replace('v1.10.1', 'f2.0.1v1.10.1-previous-665');
const SDNEXT = `a quiet pier\nSteps: 12, Seed: 5, App: SD.Next, Model: juggernaut`;
const FOOOCUS = JSON.stringify({
  ...{ adm_guidance: '(1.5, 0.8, 0.3)', base_model: 'juggernautXL_v8Rundiffusion', guidance_scale: 4 },
  ...{ metadata_scheme: 'fooocus', negative_prompt: '', performance: 'Speed', prompt: 'Лиса в снегу' },
  ...{
    resolution: '(1152, 896)',
    seed: '8112911232323',
    styles: "['Fooocus V2']",
    version: 'Fooocus v2.5.5',
  },
});
const INVOKE = JSON.stringify({
  ...{ app_version: '5.6.0', generation_mode: 'sdxl_txt2img', positive_prompt: 'a harbour', seed: 99 },
  ...{ negative_prompt: 'people', steps: 30, cfg_scale: 7.5, scheduler: 'euler' },
  model: { key: 'k', hash: 'h', name: 'Juggernaut XL v9', base: 'sdxl', type: 'main' },
});
const OLD_INVOKE = JSON.stringify({
  ...{ model: 'stable diffusion', model_weights: 'stable-diffusion-1.5', app_version: '2.3.5' },
  image: {
    prompt: [{ prompt: 'a mill [fog] by the river', weight: 1 }],
    seed: 7,
    steps: 50,
    sampler: 'k_lms',
  },
});
const NOVEL = JSON.stringify({
  ...{ prompt: 'girl, {night city}', steps: 28, height: 1216, width: 832, scale: 5, uc: 'bad hands' },
  ...{ seed: 3333333333, sampler: 'k_euler_ancestral' },
});
const SWARM = JSON.stringify({
  sui_image_params: {
    prompt: 'a red kite',
    negativeprompt: 'low',
    model: 'Flux/dev',
    seed: 21,
    steps: 25,
    cfgscale: 1,
  },
});
const DRAW_THINGS = JSON.stringify({
  c: 'чашка кофе',
  uc: 'steam',
  model: 'sdxl.ckpt',
  seed: 4,
  steps: 8,
  scale: 2,
});
const OWN = JSON.stringify({
  ...{ version: 1, prompt: 'Порт ночью, дождь', model: 'openai/gpt-image-2', seed: '17' },
  params: { size: '1536x1024' },
});
const VHS = JSON.stringify({ prompt: GRAPH, workflow: JSON.parse(WORKFLOW), CreationTime: '2026' });
const XMP = (text: string) =>
  `<x:xmpmeta><rdf:RDF><rdf:Description><dc:description><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>`;

export type Layout = { name: string; file: Buffer; sidecar?: string; found: Partial<FoundPrompt> };

const COMFY: Partial<FoundPrompt> = {
  ...{ tool: 'comfyui', prompt: 'Маяк на скале, гроза', negative: 'blurry, text' },
  ...{ model: 'dreamshaper_8.safetensors', seed: '18446744073709551615' },
  params: {
    steps: 28,
    cfg: 3.5,
    sampler_name: 'euler',
    scheduler: 'simple',
    denoise: 1,
    width: 832,
    height: 480,
  },
};
const DRAWN: Partial<FoundPrompt> = {
  ...{ tool: 'comfyui', prompt: 'an old tram', negative: 'watermark', model: 'sd15.ckpt', seed: '777' },
};
const GUIDED: Partial<FoundPrompt> = {
  ...{ tool: 'comfyui', model: 'flux1-dev.safetensors', seed: '42', negative: null },
  prompt: 'a fox runs through snow\nfox, snow',
};
const WEBUI: Partial<FoundPrompt> = {
  ...{ tool: 'a1111', negative: 'lowres, text', model: 'realisticVision', seed: '1234567890' },
  prompt: 'Старый трамвай, дождь (wet:1.2) <lora:film:0.8>\nвторой строкой',
};
const bare = aPng([]);
const text = (key: string, content: string) => ({ type: 'tEXt' as const, key, text: content });

/** Real layouts: which tool, in which file, at which place. */
export const LAYOUTS: Layout[] = [
  { name: 'ComfyUI PNG', file: aPng([text('prompt', GRAPH), text('workflow', WORKFLOW)]), found: COMFY },
  { name: 'ComfyUI PNG, only what is drawn', file: aPng([text('workflow', WORKFLOW)]), found: DRAWN },
  { name: 'ComfyUI PNG with a guider', file: aPng([text('prompt', GUIDED_GRAPH)]), found: GUIDED },
  {
    name: 'ComfyUI WebP',
    file: aWebp(anExif([ascii(0x0110, `prompt:${GRAPH}`), ascii(0x010f, `workflow:${WORKFLOW}`)])),
    found: COMFY,
  },
  { name: 'ComfyUI MP4, ©cmt', file: anMp4WithComment(VHS), found: COMFY },
  {
    name: 'ComfyUI MP4, ©cmt before the pictures',
    file: anMp4WithComment(VHS, { isFast: true }),
    found: COMFY,
  },
  {
    name: 'ComfyUI MP4, named keys',
    file: anMp4WithKeys({ prompt: GRAPH, workflow: WORKFLOW }),
    found: COMFY,
  },
  {
    name: 'ComfyUI MOV, named keys',
    file: anMp4WithKeys({ encoder: 'x', workflow: WORKFLOW }, { isQuickTime: true }),
    found: DRAWN,
  },
  {
    name: 'ComfyUI MOV, the old comment',
    file: aMovWithOldComment(`{"workflow":${WORKFLOW}}`),
    found: DRAWN,
  },
  { name: 'ComfyUI WebM', file: aWebm({ PROMPT: GRAPH, WORKFLOW }), found: COMFY },
  {
    name: 'ComfyUI WebM, a comment before the pictures',
    file: aWebm({ COMMENT: VHS }, { isBehind: false }),
    found: COMFY,
  },
  { name: 'ComfyUI JSON beside a file', file: bare, sidecar: GRAPH, found: COMFY },
  { name: 'A1111 PNG', file: aPng([{ type: 'iTXt', key: 'parameters', text: A1111 }]), found: WEBUI },
  { name: 'A1111 PNG, packed', file: aPng([{ type: 'zTXt', key: 'parameters', text: A1111 }]), found: WEBUI },
  {
    name: 'A1111 PNG, behind the picture and packed',
    file: aPng([{ type: 'iTXt', key: 'parameters', text: A1111, isPacked: true }], { isBehind: true }),
    found: WEBUI,
  },
  {
    name: 'A1111 JPEG',
    file: aJpeg([jpegExif(anExif([userComment(A1111)], { isLittle: false }))]),
    found: WEBUI,
  },
  {
    name: 'A1111 JPEG, the other order of bytes',
    file: aJpeg([jpegExif(anExif([userComment(A1111, 'UNICODE\0', 'le')], { isLittle: false }))]),
    found: WEBUI,
  },
  { name: 'A1111 WebP', file: aWebp(anExif([userComment(A1111)])), found: WEBUI },
  { name: 'A1111 text beside a file', file: bare, sidecar: `\ufeff${A1111}`, found: WEBUI },
  { name: 'Forge PNG', file: aPng([text('parameters', FORGE)]), found: { ...WEBUI, tool: 'forge' } },
  {
    name: 'SD.Next JPEG',
    file: aJpeg([jpegExif(anExif([userComment(SDNEXT, 'ASCII\0\0\0')]))]),
    found: { tool: 'sdnext', prompt: 'a quiet pier', model: 'juggernaut', seed: '5' },
  },
  {
    name: 'InvokeAI PNG',
    file: aPng([text('invokeai_metadata', INVOKE)]),
    found: {
      tool: 'invokeai',
      prompt: 'a harbour',
      negative: 'people',
      model: 'Juggernaut XL v9',
      seed: '99',
    },
  },
  {
    name: 'InvokeAI 2',
    file: aPng([text('Dream', '"x" -s 1'), text('sd-metadata', OLD_INVOKE)]),
    found: {
      tool: 'invokeai',
      prompt: 'a mill  by the river',
      negative: 'fog',
      model: 'stable-diffusion-1.5',
      seed: '7',
    },
  },
  {
    name: 'InvokeAI 1',
    file: aPng([text('Dream', '"a lake, dawn [boats]" -s 50 -S 1967 -W 512 -H 512 -C 7.5 -A k_lms')]),
    found: { tool: 'invokeai', prompt: 'a lake, dawn', negative: 'boats', seed: '1967' },
  },
  {
    name: 'Fooocus PNG',
    file: aPng([text('fooocus_scheme', 'fooocus'), text('parameters', FOOOCUS)]),
    found: {
      tool: 'fooocus',
      prompt: 'Лиса в снегу',
      model: 'juggernautXL_v8Rundiffusion',
      seed: '8112911232323',
    },
  },
  {
    name: 'Fooocus JPEG',
    file: aJpeg([jpegExif(anExif([ascii(0x0131, 'Fooocus v2.5.5'), userComment(FOOOCUS, 'ASCII\0\0\0')]))]),
    found: { tool: 'fooocus', prompt: 'Лиса в снегу' },
  },
  {
    name: 'Fooocus in the other scheme',
    file: aPng([
      text('fooocus_scheme', 'a1111'),
      text('parameters', A1111.replace('v1.10.1', 'Fooocus v2.5.5')),
    ]),
    found: { ...WEBUI, tool: 'fooocus' },
  },
  {
    name: 'NovelAI PNG',
    file: aPng([
      text('Title', 'NovelAI generated image'),
      text('Description', 'girl'),
      text('Software', 'NovelAI'),
      text('Source', 'NovelAI Diffusion V4.5'),
      text('Comment', NOVEL),
    ]),
    found: {
      tool: 'novelai',
      prompt: 'girl, {night city}',
      negative: 'bad hands',
      model: 'NovelAI Diffusion V4.5',
      seed: '3333333333',
    },
  },
  {
    name: 'SwarmUI PNG beside a graph',
    file: aPng([text('prompt', GRAPH), { type: 'iTXt', key: 'parameters', text: SWARM }]),
    found: { tool: 'swarmui', prompt: 'a red kite', model: 'Flux/dev', seed: '21' },
  },
  {
    name: 'SwarmUI JPEG',
    file: aJpeg([jpegExif(anExif([userComment(SWARM)]))]),
    found: { tool: 'swarmui', prompt: 'a red kite' },
  },
  {
    name: 'Draw Things PNG',
    file: aPng([], { exif: anExif([userComment(DRAW_THINGS, 'ASCII\0\0\0')]) }),
    found: { tool: 'drawthings', prompt: 'чашка кофе', negative: 'steam', seed: '4' },
  },
  {
    name: 'Midjourney PNG',
    file: aPng([
      text(
        'Description',
        'a paper boat --ar 16:9 --v 7 --seed 55 Job ID: 6c9a2b1e-0f1d-4c1a-9d0f-3a2b1c0d9e8f',
      ),
      text('Author', 'x'),
    ]),
    found: { tool: 'midjourney', prompt: 'a paper boat', model: 'Midjourney 7', seed: '55' },
  },
  {
    name: 'Easy Diffusion beside a file',
    file: bare,
    sidecar: '{"prompt":"old map","seed":12,"use_stable_diffusion_model":"sd-v1-5","negative_prompt":"ink"}',
    found: { tool: 'easydiffusion', prompt: 'old map', model: 'sd-v1-5', seed: '12' },
  },
  {
    name: 'Easy Diffusion text beside a file',
    file: bare,
    sidecar: 'Prompt: old map\nSeed: 12\nStable Diffusion model: sd-v1-5\n',
    found: { tool: 'easydiffusion', prompt: 'old map', seed: '12' },
  },
  {
    name: 'plain words beside a file',
    file: bare,
    sidecar: 'Камера медленно отъезжает от маяка',
    found: { tool: 'sidecar', prompt: 'Камера медленно отъезжает от маяка' },
  },
  {
    name: 'our own PNG',
    file: aPng([{ type: 'iTXt', key: 'raskadr', text: OWN }]),
    found: {
      tool: 'raskadr',
      prompt: 'Порт ночью, дождь',
      model: 'openai/gpt-image-2',
      seed: '17',
      params: { size: '1536x1024' },
    },
  },
  {
    name: 'our own MP4',
    file: anMp4WithKeys({ raskadr: OWN }),
    found: { tool: 'raskadr', prompt: 'Порт ночью, дождь' },
  },
  {
    name: 'a description in XMP',
    file: aJpeg([jpegXmp(XMP('Кот &amp; кит на берегу'))]),
    found: { tool: 'description', prompt: 'Кот & кит на берегу' },
  },
  {
    name: 'a description in XMP of a WebP',
    file: aWebp(undefined, XMP('A cat on the roof')),
    found: { tool: 'description', prompt: 'A cat on the roof' },
  },
  {
    name: 'a caption of IPTC',
    file: aJpeg([jpegCaption('Полярная станция, утро')]),
    found: { tool: 'description', prompt: 'Полярная станция, утро' },
  },
];
