import type { Launch } from '#lib/jobs/job-desk.ts';
import type { Model } from '#shared/catalogue/model.ts';
import type { Price } from '#shared/catalogue/price.ts';
import { priceOf } from '#shared/catalogue/price-of.ts';
import type { Motif } from '#shared/documents/shelf.ts';
import type { PromptRecord } from '#shared/documents/shot-doc.ts';
import { refusedModelText } from '#shared/russian/box-text.ts';
import { NO_FRAME_TEXT, NO_RENEW_MODEL_TEXT } from '#shared/russian/stale-text.ts';
import { renewedPrompt } from '#shared/storyboard/renew-take.ts';
import type { Stale, StaleCause } from '#shared/storyboard/stale.ts';

/** A stale take that is asked for again, or why it cannot be. */
export type Renewal = {
  take: string;
  causes: StaleCause[];
  text: string;
  model: Model | undefined;
  launch: Omit<Launch, 'project' | 'shot'> | undefined;
  price: Price | null;
  obstacle: string | undefined;
};

type Known = {
  stale: (Stale & { prompt: PromptRecord })[];
  findModel: (id: string | undefined) => Model | undefined;
  shelf: Motif[];
  draft: string;
  headliner: string | null;
  headlinerPicture: string | undefined;
  isUsable: (asset: string) => boolean;
};

/** Several results of one take are one line. */
export function listRenewals({ stale, findModel, headliner, ...known }: Known): Renewal[] {
  const byTake = Map.groupBy(stale, ({ take }) => take ?? '');
  byTake.delete('');
  return [...byTake].flatMap(([take, results]): Renewal[] => {
    const prompt = results[0]?.prompt;
    if (!prompt) return [];
    const causes = distinct(results.flatMap((result) => result.causes));
    const model = findModel(prompt.model ?? undefined);
    const composed = model && renewedPrompt({ prompt, causes, schema: model.schema, ...known });
    const obstacle = model
      ? (refusedModelText(model) ?? (composed ? undefined : NO_FRAME_TEXT))
      : NO_RENEW_MODEL_TEXT;
    const text = composed?.text ?? prompt.text;
    if (!model || !composed || obstacle !== undefined)
      return [{ take, causes, text, model, launch: undefined, price: null, obstacle }];
    const { params } = composed;
    const record = { ...composed.record, headliner };
    const price = priceOf(model.price, model.schema, { params, text });
    return [{ take, causes, text, model, launch: { model, text, params, record }, price, obstacle }];
  });
}

function distinct(causes: StaleCause[]): StaleCause[] {
  return [...new Map(causes.map((cause) => [JSON.stringify(cause), cause])).values()];
}
