import type * as Y from 'yjs';
import * as z from 'zod/mini';
import { ModelId } from '../catalogue/model.ts';
import { LOCAL_EDIT } from './index-doc.ts';
import { NAMING_MAX_CHARS } from './limits.ts';

export const ASPECTS = ['16:9', '9:16', '1:1', '4:3', '4:5', '2.39:1'] as const;
export const FRAME_RATES = [23.976, 24, 25, 29.97, 30, 50, 60] as const;

export const Aspect = z.enum(ASPECTS);
export type Aspect = z.infer<typeof Aspect>;

/** What holds for a whole film; lives in `meta` of the index document. */
export const ProjectSettings = z.object({
  aspect: z.catch(Aspect, '16:9'),
  fps: z.catch(z.literal(FRAME_RATES), 24),
  /** How exported files are named; `{…}` stands for a value of the shot or asset. */
  naming: z.catch(z.string().check(z.maxLength(NAMING_MAX_CHARS)), '{project}_{shot}_{asset}'),
  /** The first result of a shot without a headliner becomes it. */
  firstIsHeadliner: z.catch(z.boolean(), true),
  /** Taken for a shot where nobody chose a model; `null` is the first of the catalogue. */
  imageModel: z.catch(z.nullable(ModelId), null),
  videoModel: z.catch(z.nullable(ModelId), null),
});
export type ProjectSettings = z.infer<typeof ProjectSettings>;

export function readSettings(doc: Y.Doc): ProjectSettings {
  return ProjectSettings.parse(doc.getMap('meta').toJSON());
}

export function changeSettings(doc: Y.Doc, changed: Partial<ProjectSettings>): void {
  doc.transact(() => {
    for (const [key, value] of Object.entries(changed)) doc.getMap('meta').set(key, value);
  }, LOCAL_EDIT);
}
