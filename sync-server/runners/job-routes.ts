import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { JobId } from '#shared/jobs/job.ts';
import type { Result } from '#shared/result.ts';
import {
  BeginRequest,
  CompleteRequest,
  EventsRequest,
  FailRequest,
  type HeartbeatAnswer,
  HeartbeatRequest,
  LEASE_MS,
  NotFoundRequest,
  ParkRequest,
  ReleaseRequest,
  StillRunningRequest,
  SubmittedRequest,
} from '#shared/runner/protocol.ts';
import { jsonBody } from '../http/json-body.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import type { RunnerEnv } from './as-runner.ts';
import { beginCall } from './begin-call.ts';
import { completeLent } from './complete-lent.ts';
import { failJob } from './fail-job.ts';
import { moveLent } from './move-lent.ts';
import type { RunnerContext } from './runner-context.ts';
import { takeEvents } from './take-events.ts';

const JobParam = z.object({ job: JobId });
const POLL_MAX_MS = 60 * 60_000;

const job = valid('param', JobParam);

/** What a runner says of a job that it was lent. */
export function lentJobRoutes(context: RunnerContext) {
  const nowMs = () => context.core.clock.nowMs();
  // Whole milliseconds: the database takes no others.
  const pollAt = (afterMs: number) => nowMs() + Math.ceil(Math.min(afterMs, POLL_MAX_MS));
  const at = '/runner/v1/jobs/:job';
  return new Hono<RunnerEnv>()
    .post(`${at}/heartbeat`, job, jsonBody, valid('json', HeartbeatRequest), async (c) => {
      const moved = await moveLent(context, c.get('runner'), {
        ...c.req.valid('param'),
        ...c.req.valid('json'),
        eventOf: (fence) => ({ kind: 'heartbeat', fence, nowMs: nowMs(), leaseMs: LEASE_MS }),
      });
      if (!moved.ok) return refuse(c, moved.fault);
      const { wantsCancel } = moved.value.ledger;
      return c.json({ wantsCancel, leaseMs: LEASE_MS } satisfies HeartbeatAnswer, 200);
    })
    .post(`${at}/events`, job, jsonBody, valid('json', EventsRequest), async (c) =>
      said(
        c,
        await takeEvents(context, c.get('runner'), { ...c.req.valid('param'), ...c.req.valid('json') }),
      ),
    )
    .post(`${at}/call/begin`, job, jsonBody, valid('json', BeginRequest), async (c) => {
      const spoken = { ...c.req.valid('param'), ...c.req.valid('json') };
      const begun = await beginCall(context, c.get('runner'), spoken);
      return begun.ok ? c.json(begun.value, 200) : refuse(c, begun.fault);
    })
    .post(`${at}/call/submitted`, job, jsonBody, valid('json', SubmittedRequest), async (c) => {
      const { call, taskId, pollAfterMs } = c.req.valid('json');
      return said(
        c,
        await moveLent(context, c.get('runner'), {
          ...c.req.valid('param'),
          fence: 0,
          eventOf: () => ({ kind: 'submitted', call, taskId, pollAtMs: pollAt(pollAfterMs) }),
        }),
      );
    })
    .post(`${at}/call/still-running`, job, jsonBody, valid('json', StillRunningRequest), async (c) => {
      const { fence: named, pollAfterMs } = c.req.valid('json');
      return said(
        c,
        await moveLent(context, c.get('runner'), {
          ...c.req.valid('param'),
          fence: named,
          eventOf: (fence) => ({ kind: 'still_running', fence, pollAtMs: pollAt(pollAfterMs) }),
        }),
      );
    })
    .post(`${at}/call/not-found`, job, jsonBody, valid('json', NotFoundRequest), async (c) => {
      const { fence: named, call } = c.req.valid('json');
      return said(
        c,
        await moveLent(context, c.get('runner'), {
          ...c.req.valid('param'),
          fence: named,
          eventOf: (fence) => ({ kind: 'not_found', fence, call, nowMs: nowMs() }),
        }),
      );
    })
    .post(`${at}/complete`, job, jsonBody, valid('json', CompleteRequest), async (c) =>
      said(
        c,
        await completeLent(context, c.get('runner'), { ...c.req.valid('param'), ...c.req.valid('json') }),
      ),
    )
    .post(`${at}/fail`, job, jsonBody, valid('json', FailRequest), async (c) =>
      said(c, await failJob(context, c.get('runner'), { ...c.req.valid('param'), ...c.req.valid('json') })),
    )
    .post(`${at}/park`, job, jsonBody, valid('json', ParkRequest), async (c) => {
      const { fence: named, fault } = c.req.valid('json');
      return said(
        c,
        await moveLent(context, c.get('runner'), {
          ...c.req.valid('param'),
          fence: named,
          eventOf: (fence) => ({ kind: 'park', fence, fault }),
        }),
      );
    })
    .post(`${at}/release`, job, jsonBody, valid('json', ReleaseRequest), async (c) =>
      said(
        c,
        await moveLent(context, c.get('runner'), {
          ...c.req.valid('param'),
          ...c.req.valid('json'),
          eventOf: (fence) => ({ kind: 'release', fence, nowMs: nowMs() }),
        }),
      ),
    );
}

/** Nothing more to tell, or why it was not taken. */
function said(c: Context, result: Result<unknown>) {
  return result.ok ? c.body(null, 204) : refuse(c, result.fault);
}
