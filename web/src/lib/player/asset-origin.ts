import { listParameters } from '#lib/box/inspector/list-parameters.ts';
import type { AssetRecord } from '#shared/assets/asset-record.ts';
import type { Model } from '#shared/catalogue/model.ts';
import type { PromptRecord } from '#shared/documents/shot-doc.ts';
import { MODEL_TITLE_TEXT, SEED_TITLE_TEXT } from '#shared/russian/player-text.ts';

/** What an asset was made of: the exact words, and everything else in words of the form. */
export type AssetOrigin = { text: string; parameters: { title: string; value: string }[] };

type Known = { prompts: PromptRecord[]; findModel: (id: string | undefined) => Model | undefined };

export function originOf({ prompts, findModel }: Known, asset: AssetRecord): AssetOrigin | undefined {
  const prompt = prompts.find(({ id }) => id === asset.prompt);
  if (!prompt) return undefined;
  const model = findModel(prompt.model ?? undefined);
  const seeds = Object.entries(prompt.params).filter(
    ([name]) => model?.schema.properties[name]?.['x-role'] === 'seed',
  );
  return {
    text: prompt.text,
    parameters: [
      { title: MODEL_TITLE_TEXT, value: model?.name ?? prompt.model ?? '' },
      ...seeds.map(([, value]) => ({ title: SEED_TITLE_TEXT, value: String(value ?? '') })),
      ...listParameters(model, prompt).map(({ title, value }) => ({ title, value })),
    ].filter(({ value }) => value !== ''),
  };
}

/** What differs between two, in the order of the first; what only one of them has stands against nothing. */
export function differingParameters(
  a: AssetOrigin['parameters'],
  b: AssetOrigin['parameters'],
): { title: string; before: string; after: string }[] {
  const valueIn = (all: AssetOrigin['parameters'], title: string) =>
    all.find((one) => one.title === title)?.value ?? '';
  const titles = new Set([...a, ...b].map(({ title }) => title));
  return [...titles]
    .map((title) => ({ title, before: valueIn(a, title), after: valueIn(b, title) }))
    .filter(({ before, after }) => before !== after);
}
