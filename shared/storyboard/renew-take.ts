import { firstFrameOf, paramsFor } from '../catalogue/form-fields.ts';
import type { ModelSchema } from '../catalogue/model.ts';
import type { Motif } from '../documents/shelf.ts';
import type { PromptRecord } from '../documents/shot-doc.ts';
import {
  attachedMotifs,
  type ComposedPrompt,
  composePrompt,
  SHELF_KEY,
  withoutShelfPictures,
  writtenText,
} from './compose-prompt.ts';
import type { StaleCause } from './stale.ts';

type Known = {
  prompt: PromptRecord;
  causes: StaleCause[];
  schema: ModelSchema;
  shelf: Motif[];
  /** As it stands in the shot now. */
  draft: string;
  /** The picture that stands for the shot now, if it is one. */
  headlinerPicture: string | undefined;
  isUsable: (asset: string) => boolean;
};

/**
 * What a stale take would be asked for today: its own words or the draft that has taken their place, what is on the shelf
 * now, the frame that stands for the shot now. Nothing when its frame is gone and no picture stands for the shot.
 */
export function renewedPrompt(known: Known): ComposedPrompt | undefined {
  const { prompt, causes, schema, shelf, draft, headlinerPicture, isUsable } = known;
  const has = (kind: StaleCause['kind']) => causes.some((cause) => cause.kind === kind);
  const motifs = attachedMotifs(shelf, { [SHELF_KEY]: prompt.shelf?.map(({ id }) => id) });
  const params = paramsFor(schema, withoutShelfPictures(schema, prompt));
  if (has('frame_trashed') || has('frame_replaced')) {
    const name = firstFrameOf(schema);
    if (name === undefined || headlinerPicture === undefined) return undefined;
    params[name] = headlinerPicture;
  }
  const words = has('prompt') ? draft.trim() : writtenText(prompt);
  return composePrompt({ draft: words, motifs, schema, params, isUsable });
}
