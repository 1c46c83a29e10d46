import type { Hook } from '@hono/standard-validator';
import type { Env, ValidationTargets } from 'hono';
import { validator } from 'hono-openapi';
import type { z } from 'zod';
import { refuse } from './respond.ts';

/** Parses a part of the request by its schema; a bad one becomes the fault `bad_input` with the field's name. */
export function valid<Target extends keyof ValidationTargets, Schema extends z.core.$ZodType>(
  target: Target,
  schema: Schema,
) {
  const hook: Hook<unknown, Env, string, Target> = (result, c) => {
    if (result.success) return undefined;
    const path = result.error[0]?.path?.[0];
    const field = typeof path === 'object' ? path.key : path;
    return refuse(c, { code: 'bad_input', field: String(field ?? '') });
  };
  // The hook's own type names the validated output, which no part of it uses.
  return validator(target, schema, hook as never);
}
