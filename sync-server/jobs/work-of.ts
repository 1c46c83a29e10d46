import { Work } from '#shared/jobs/work.ts';

type Parsed = ReturnType<typeof Work.safeParse>;

/** A job is looked at several times while it is remembered; what is wanted never changes. */
const parsed = new WeakMap<object, Parsed>();

/** What a job wants, when this version knows such work. */
export function workOf({ payload }: { payload: unknown }): Parsed {
  if (typeof payload !== 'object' || payload === null) return Work.safeParse(payload);
  const known = parsed.get(payload) ?? Work.safeParse(payload);
  parsed.set(payload, known);
  return known;
}
