import { Hono } from 'hono';
import { z } from 'zod';
import type { Fault } from '#shared/fault.ts';
import { faultText } from '#shared/russian/fault-text.ts';
import { MUTATIONS_MAX, Mutation, type MutationResult, type MutationsAnswer } from '#shared/sync/mutation.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import { jsonBody } from '../http/json-body.ts';
import { refuse } from '../http/respond.ts';
import { storageFault } from '../http/storage-fault.ts';
import { valid } from '../http/valid.ts';
import { isUnreadable } from '../jobs/unreadable.ts';
import type { Log } from '../ports.ts';
import { applyMutation, type MutationContext } from './apply-mutation.ts';
import { OneAtATime } from './one-at-a-time.ts';

/** The ids are read first, so that one mutation of an unknown kind does not hold up the others. */
const Body = z.array(z.looseObject({ id: z.string().max(64), kind: z.string().max(64) })).max(MUTATIONS_MAX);

export function mutationRoutes(context: MutationContext & { epoch: string; log: Log }) {
  const copies = new OneAtATime();
  return new Hono<SignedInEnv>().post('/api/mutations', jsonBody, valid('json', Body), async (c) => {
    const results: MutationResult[] = [];
    for (const item of c.req.valid('json')) {
      try {
        const result = () => resultOf(context, c.var.principal.user, item);
        results.push(await (item.kind === 'project.duplicate' ? copies.run(result) : result()));
      } catch (error) {
        const fault = storageFault(error);
        if (fault) return refuse(c, fault);
        if (!isUnreadable(error)) throw error;
        // A damaged row will not get better: it must not hold up what else waits on the device.
        context.log.error('mutation_unreadable', { id: item.id, kind: item.kind, reason: String(error) });
        results.push(refusalOf(item.id, { code: 'internal' }));
      }
    }
    return c.json({ epoch: context.epoch, results } satisfies MutationsAnswer, 200);
  });
}

async function resultOf(
  context: MutationContext,
  user: Parameters<typeof applyMutation>[1],
  item: { id: string; kind: string },
): Promise<MutationResult> {
  const mutation = Mutation.safeParse(item);
  if (mutation.success) {
    const result = await applyMutation(context, user, mutation.data);
    if (result.ok) return { id: item.id, ok: true };
    return refusalOf(item.id, result.fault);
  }
  const known = Mutation.def.options.some((option) => option.shape.kind.safeParse(item.kind).success);
  const fault = known
    ? ({ code: 'bad_input', field: String(mutation.error.issues[0]?.path[0] ?? '') } as const)
    : ({ code: 'unknown_mutation', kind: item.kind } as const);
  return refusalOf(item.id, fault);
}

function refusalOf(id: string, fault: Fault): MutationResult {
  return { id, ok: false, fault, message: faultText(fault) };
}
