import * as z from 'zod/mini';

/** One line of the log of a job, in Russian, as its runner said it. */
const JobLine = z.object({ n: z.number(), at: z.number(), line: z.string() });

export const JobLinesAnswer = z.object({ lines: z.array(JobLine) });
export type JobLinesAnswer = z.infer<typeof JobLinesAnswer>;
