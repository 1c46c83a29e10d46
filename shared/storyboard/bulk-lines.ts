import { findBadParameter } from '../catalogue/check-params.ts';
import { paramsFor } from '../catalogue/form-fields.ts';
import type { Model } from '../catalogue/model.ts';
import type { Price } from '../catalogue/price.ts';
import { priceOf } from '../catalogue/price-of.ts';
import { cutChars } from '../documents/plain-text.ts';
import type { Motif } from '../documents/shelf.ts';
import type { ShotId } from '../ids.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { PROMPT_MAX_CHARS } from '../jobs/work.ts';
import { attachedMotifs, type ComposedPrompt, composePrompt } from './compose-prompt.ts';

/** A shot as a launch of many finds it. */
export type BulkShot = {
  id: ShotId;
  number: number;
  title: string;
  note: string;
  draft: string;
  params: Record<string, unknown>;
  /** Jobs of its takes that lie in no trash, and what is known of each; `undefined` when nothing is. */
  takes: (JobState | undefined)[];
};

type JobState = JobRecord['state'];

export type BulkSkip = { why: 'no_words' | 'running' } | { why: 'bad_parameter'; parameter: string };
export type BulkLaunch = {
  shot: BulkShot;
  text: string;
  from: 'draft' | 'title';
  params: Record<string, unknown>;
  price: Price | null;
  /** What else the prompt record says. */
  record: ComposedPrompt['record'];
};
export type BulkLines = { launches: BulkLaunch[]; skipped: { shot: BulkShot; skip: BulkSkip }[] };

const OVER: readonly JobState[] = ['done', 'dead', 'cancelled'];

/** A take of which nobody has heard may be under way, or paid: it is not made a second time. */
export function isRunning({ takes }: Pick<BulkShot, 'takes'>): boolean {
  return takes.some((state) => state === undefined || !OVER.includes(state));
}

/** What a shot would be asked for with: its draft, else what its title and note say. */
export function wordsOf({ draft, title, note }: Pick<BulkShot, 'draft' | 'title' | 'note'>) {
  const own = draft.trim();
  if (own !== '') return { text: own, from: 'draft' as const };
  const told = [title.trim(), note.trim()].filter((part) => part !== '').join('\n');
  return { text: cutChars(told, PROMPT_MAX_CHARS), from: 'title' as const };
}

/** One launch for each shot that can be asked for; the others with the reason. */
export function planBulk(
  shots: BulkShot[],
  { model, usual, shelf = [] }: { model: Model; usual: Record<string, unknown>; shelf?: Motif[] },
): BulkLines {
  const lines: BulkLines = { launches: [], skipped: [] };
  for (const shot of shots) {
    const { text: draft, from } = wordsOf(shot);
    const said = Object.entries(shot.params).filter(([, value]) => value !== null && value !== undefined);
    const composed = composePrompt({
      draft,
      motifs: draft === '' ? [] : attachedMotifs(shelf, shot.params),
      schema: model.schema,
      params: { ...usual, ...Object.fromEntries(said) },
    });
    const { text, record } = composed;
    const params = paramsFor(model.schema, composed.params);
    const parameter = text === '' ? undefined : findBadParameter(model.schema, { params, text });
    if (isRunning(shot)) lines.skipped.push({ shot, skip: { why: 'running' } });
    else if (text === '') lines.skipped.push({ shot, skip: { why: 'no_words' } });
    else if (parameter !== undefined) {
      const name = model.schema.properties[parameter]?.title ?? parameter;
      lines.skipped.push({ shot, skip: { why: 'bad_parameter', parameter: name } });
    } else
      lines.launches.push({
        shot,
        text,
        from,
        params,
        record,
        price: priceOf(model.price, model.schema, { params, text }),
      });
  }
  return lines;
}
