import type { Launch } from '#lib/jobs/job-desk.ts';
import { seedParameter, statedSeed } from './inspector/repeat-take.ts';

/** One press, so many takes. Where a seed was said, each take has the next one: the same would come out otherwise. */
export function manyOf(launch: Launch, count: number): Launch[] {
  const { schema } = launch.model;
  const name = seedParameter(schema);
  const seed = Number(statedSeed(schema, launch.params));
  return Array.from({ length: count }, (_, n) => {
    if (name === undefined || n === 0 || !Number.isInteger(seed)) return launch;
    const most = schema.properties[name]?.maximum ?? Number.MAX_SAFE_INTEGER;
    const next = seed + n <= most ? seed + n : seed - n;
    const isText = schema.properties[name]?.type === 'string';
    return { ...launch, params: { ...launch.params, [name]: isText ? String(next) : next } };
  });
}
