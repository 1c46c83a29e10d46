// BullMQ on a Redis of its own that writes every command to the disk (appendonly, appendfsync always), behind the same HTTP
// library as ours: one request claims a job, one completes it. Jobs without priority, which is BullMQ's quickest kind.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { Queue, Worker } from 'bullmq';
import { Hono } from 'hono';
import { Redis } from 'ioredis';

const folder = process.env.BENCH_DATA;
const path = join(folder, 'redis.sock');
const settings = ['--port', '0', '--unixsocket', path, '--dir', folder, '--save', ''];
const durable = ['--appendonly', 'yes', '--appendfsync', 'always'];
const redis = spawn('redis-server', [...settings, ...durable], { stdio: 'ignore' });
redis.once('error', () => {
  console.error('no redis-server: apt-get install redis-server');
  process.exit(1);
});
process.once('exit', () => redis.kill());
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));

const connection = new Redis({ path, maxRetriesPerRequest: null, retryStrategy: () => 50 });
connection.on('error', () => undefined);
while ((await connection.ping().catch(() => '')) !== 'PONG') await sleep(20);
const [, fsync] = await connection.config('GET', 'appendfsync');
if (fsync !== 'always') throw new Error('Redis would not write every command');

const queue = new Queue('jobs', { connection });
const worker = new Worker('jobs', null, { connection, autorun: false });
await worker.waitUntilReady();
const active = new Map();

const app = new Hono()
  .post('/seed', async (c) => {
    const { jobs } = await c.req.json();
    await queue.addBulk(jobs.map((data) => ({ name: 'generate', data, opts: { removeOnComplete: false } })));
    return c.body(null, 204);
  })
  .post('/claim', async (c) => {
    const { token } = await c.req.json();
    const job = await worker.getNextJob(token, { block: false });
    if (!job) return c.body(null, 204);
    active.set(job.id, { job, token });
    return c.json({ job: job.id, work: job.data }, 200);
  })
  .post('/complete', async (c) => {
    const { job: id, text } = await c.req.json();
    const held = active.get(id);
    if (!held) return c.body(null, 409);
    active.delete(id);
    await held.job.moveToCompleted({ text }, held.token, false);
    return c.body(null, 204);
  });

const { version } = createRequire(import.meta.url)('./node_modules/bullmq/package.json');
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT ?? 0) }, ({ port }) =>
  console.log(`bullmq ${version} http://127.0.0.1:${port}`),
);
