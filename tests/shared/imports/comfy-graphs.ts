/** A graph with a step between the words and the sampler, both sides through one step, and a seed longer than a number. */
export const GRAPH = `{"3":{"class_type":"KSampler","inputs":{"seed":18446744073709551615,"steps":28,"cfg":3.5,"sampler_name":"euler",
"scheduler":"simple","denoise":1.0,"model":["10",0],"positive":["11",0],"negative":["11",1],"latent_image":["5",0]},"is_changed":[NaN]},
"4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"dreamshaper_8.safetensors"}},
"5":{"class_type":"EmptyLatentImage","inputs":{"width":832,"height":480,"batch_size":1}},
"6":{"class_type":"CLIPTextEncode","inputs":{"text":["20",0],"clip":["10",1]}},
"7":{"class_type":"CLIPTextEncode","inputs":{"text":"blurry, text","clip":["10",1]}},
"10":{"class_type":"LoraLoader","inputs":{"lora_name":"film.safetensors","model":["4",0],"clip":["4",1]}},
"11":{"class_type":"ControlNetApplyAdvanced","inputs":{"positive":["6",0],"negative":["7",0],"control_net":["12",0],"image":["13",0]}},
"12":{"class_type":"ControlNetLoader","inputs":{"control_net_name":"depth.safetensors"}},
"13":{"class_type":"LoadImage","inputs":{"image":"pose.png"}},
"20":{"class_type":"PrimitiveStringMultiline","inputs":{"value":"Маяк на скале, гроза"}},
"8":{"class_type":"VAEDecode","inputs":{"samples":["3",0],"vae":["4",2]}},
"9":{"class_type":"SaveImage","inputs":{"filename_prefix":"ComfyUI","images":["8",0]}}}`;

/** The newer way: a guider, noise of its own, words for two encoders. */
export const GUIDED_GRAPH = JSON.stringify({
  save: { class_type: 'SaveVideo', inputs: { video: ['decode', 0] } },
  decode: { class_type: 'VAEDecode', inputs: { samples: ['sample', 0], vae: ['vae', 0] } },
  sample: {
    class_type: 'SamplerCustomAdvanced',
    inputs: { noise: ['noise', 0], guider: ['guide', 0], sampler: ['euler', 0], sigmas: ['sigmas', 0] },
  },
  noise: { class_type: 'RandomNoise', inputs: { noise_seed: 42 } },
  guide: { class_type: 'BasicGuider', inputs: { model: ['unet', 0], conditioning: ['flux', 0] } },
  flux: { class_type: 'FluxGuidance', inputs: { guidance: 3.5, conditioning: ['encode', 0] } },
  encode: {
    class_type: 'CLIPTextEncodeFlux',
    inputs: { t5xxl: 'a fox runs through snow', clip_l: 'fox, snow', clip: ['clip', 0] },
  },
  euler: { class_type: 'KSamplerSelect', inputs: { sampler_name: 'euler' } },
  sigmas: { class_type: 'BasicScheduler', inputs: { scheduler: 'simple', steps: 20, model: ['unet', 0] } },
  unet: { class_type: 'UNETLoader', inputs: { unet_name: 'flux1-dev.safetensors' } },
});

/** As it is drawn; the second sampler is switched off. */
export const WORKFLOW = JSON.stringify({
  last_node_id: 9,
  nodes: [
    { id: 8, type: 'KSampler', mode: 4, inputs: [{ name: 'positive', link: 5 }], widgets_values: [1] },
    {
      ...{ id: 3, type: 'KSampler', mode: 0 },
      inputs: [
        { name: 'model', link: 1 },
        { name: 'positive', link: 2 },
        { name: 'negative', link: 3 },
      ],
      widgets_values: [777, 'randomize', 20, 8, 'euler', 'normal', 1],
    },
    { id: 4, type: 'CheckpointLoaderSimple', widgets_values: ['sd15.ckpt'] },
    { id: 6, type: 'CLIPTextEncode', inputs: [{ name: 'clip', link: 9 }], widgets_values: ['an old tram'] },
    { id: 7, type: 'CLIPTextEncode', widgets_values: ['watermark'] },
    { id: 5, type: 'CLIPTextEncode', widgets_values: ['never made'] },
    { id: 9, type: 'MarkdownNote', widgets_values: ['a note that is no prompt'] },
  ],
  links: [
    [1, 4, 0, 3, 0, 'MODEL'],
    [2, 6, 0, 3, 1, 'CONDITIONING'],
    [3, 7, 0, 3, 2, 'CONDITIONING'],
    [5, 5, 0, 8, 1, 'CONDITIONING'],
    [9, 4, 1, 6, 0, 'CLIP'],
  ],
});
