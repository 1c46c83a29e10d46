import { ImportTool } from '../imports/found-prompt.ts';

const NAMES: Record<ImportTool, string> = {
  raskadr: 'Раскадр',
  comfyui: 'ComfyUI',
  a1111: 'Stable Diffusion WebUI',
  forge: 'Forge',
  sdnext: 'SD.Next',
  invokeai: 'InvokeAI',
  fooocus: 'Fooocus',
  novelai: 'NovelAI',
  swarmui: 'SwarmUI',
  drawthings: 'Draw Things',
  midjourney: 'Midjourney',
  easydiffusion: 'Easy Diffusion',
  sidecar: 'файл рядом',
  description: 'описание в файле',
};

/** «импорт: ComfyUI»; a tool of a later version is called as it calls itself. */
export function importText(tool: string | null | undefined): string {
  if (!tool) return 'импорт';
  const known = ImportTool.safeParse(tool);
  return `импорт: ${known.success ? NAMES[known.data] : tool}`;
}

/** Quietly in the line of a file; nothing while it has not been read, and of what never has words. */
export function foundText(found: { tool: string } | null | undefined, kind: string): string {
  if (found) return `промт — ${importText(found.tool)}`;
  return found === null && (kind === 'image' || kind === 'video') ? 'промт не найден' : '';
}
