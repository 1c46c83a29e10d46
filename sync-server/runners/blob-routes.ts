import { Hono } from 'hono';
import * as z from 'zod/mini';
import type { RunnerId } from '#shared/jobs/job.ts';
import { BLOB_MAX_BYTES, UPLOAD_LENGTH, UPLOAD_OFFSET } from '#shared/runner/protocol.ts';
import { Sha256 } from '../blobs/blob-store.ts';
import type { Database } from '../database/database.ts';
import { type Statement, sql } from '../database/sql.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import { sendBlob } from '../media/send-blob.ts';
import type { RunnerEnv } from './as-runner.ts';
import { inputsOf } from './order.ts';
import type { RunnerContext } from './runner-context.ts';

const BlobParam = z.object({ sha256: Sha256 });
const blob = valid('param', BlobParam);

/** Content to and from runners: what a job needs, and what came of it. */
export function runnerBlobRoutes({ core, blobs, uploads }: RunnerContext) {
  const { database, clock } = core;
  return new Hono<RunnerEnv>()
    .get('/runner/v1/blobs/:sha256', blob, async (c) => {
      const { sha256 } = c.req.valid('param');
      const { runner } = c.var;
      if (c.req.method === 'HEAD') {
        const whole = await findUpload(database, runner, sha256);
        // The row outlives the content when a backup was restored without it.
        const isWhole = whole !== undefined && (await blobs.find(sha256)) !== undefined;
        const offset = isWhole ? whole : await uploads.offsetOf({ by: runner, sha256 });
        c.header(UPLOAD_OFFSET, String(offset));
        if (isWhole) c.header(UPLOAD_LENGTH, String(whole));
        return c.body(null, 204);
      }
      const input = await findInput(database, runner, sha256);
      return input ? sendBlob(c, blobs, { sha256, type: input.type }) : refuse(c, { code: 'not_found' });
    })
    .patch('/runner/v1/blobs/:sha256', blob, async (c) => {
      const { sha256 } = c.req.valid('param');
      const { runner } = c.var;
      const offset = wholeNumber(c.req.header(UPLOAD_OFFSET));
      const length = wholeNumber(c.req.header(UPLOAD_LENGTH));
      // What is not read of a refused piece is still on its way.
      const stop = (fault: Parameters<typeof refuse>[1]) => {
        c.header('Connection', 'close');
        return refuse(c, fault);
      };
      if (offset === undefined) return stop({ code: 'bad_input', field: UPLOAD_OFFSET });
      if (length === undefined || length < offset) return stop({ code: 'bad_input', field: UPLOAD_LENGTH });
      if (length > BLOB_MAX_BYTES) return stop({ code: 'too_large', limitBytes: BLOB_MAX_BYTES });
      const content = c.req.raw.body;
      const received = await uploads.append({ by: runner, sha256 }, { offset, length, content });
      if (!received.ok) return stop(received.fault);
      if (received.value.isWhole)
        await database.write([noteUpload(runner, { sha256, sizeBytes: length, nowMs: clock.nowMs() })]);
      c.header(UPLOAD_OFFSET, String(received.value.offset));
      return c.body(null, 204);
    });
}

/** What a job in the hands of this runner needs, and nothing else. */
async function findInput(database: Database, runner: RunnerId, sha256: Sha256) {
  const rows = await database.read(
    sql("SELECT payload FROM jobs WHERE runner = ? AND state = 'leased'", runner),
  );
  for (const { payload } of rows) {
    const inputs = await inputsOf(database, { payload: JSON.parse(String(payload)) });
    const input = inputs.find((one) => one.sha256 === sha256);
    if (input) return input;
  }
  return undefined;
}

async function findUpload(database: Database, runner: RunnerId, sha256: Sha256): Promise<number | undefined> {
  const row = await database.readOne(
    sql('SELECT size_bytes FROM uploads WHERE runner = ? AND sha256 = ?', runner, sha256),
  );
  return row && Number(row.size_bytes);
}

type Brought = { sha256: Sha256; sizeBytes: number; nowMs: number };

function noteUpload(runner: RunnerId, { sha256, sizeBytes, nowMs }: Brought): Statement {
  return sql(
    `INSERT INTO uploads (runner, sha256, size_bytes, at) VALUES (?, ?, ?, ?)
       ON CONFLICT (runner, sha256) DO UPDATE SET at = excluded.at`,
    runner,
    sha256,
    sizeBytes,
    nowMs,
  );
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
