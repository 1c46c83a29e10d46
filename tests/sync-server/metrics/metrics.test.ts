import { expect, test } from 'vitest';
import { configOf } from '#server/config.ts';
import { describeBackups } from '#server/metrics/describe-server.ts';
import { metricsAccessOf } from '#server/metrics/may-read-metrics.ts';
import { Registry } from '#server/metrics/registry.ts';
import { initIndexDoc } from '#shared/documents/index-doc.ts';
import { aCore } from '../a-core.ts';
import { aServer, until } from '../a-server.ts';

const TOKEN = 'a-token-of-24-characters';

type Asked = { remoteAddress?: string; [header: string]: string | undefined };

function access(env: NodeJS.ProcessEnv, { remoteAddress = '127.0.0.1', ...headers }: Asked = {}) {
  const all: Record<string, string | undefined> = { host: 'localhost:7420', ...headers };
  return metricsAccessOf(configOf(env))({ method: 'GET', header: (name) => all[name], remoteAddress });
}

test('with a token only its bearer reads the metrics, from wherever', () => {
  const env = { RASKADR_METRICS_TOKEN: TOKEN };
  expect(access(env, { authorization: `Bearer ${TOKEN}`, remoteAddress: '203.0.113.5' })).toBe('granted');
  for (const authorization of [undefined, '', 'Bearer', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN]) {
    expect.soft(access(env, { authorization }), authorization).toBe('not_signed_in');
  }
});

test('without a token only this machine reads them, directly and by its own name', () => {
  for (const remoteAddress of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])
    expect.soft(access({}, { remoteAddress }), remoteAddress).toBe('granted');
  for (const host of ['127.0.0.1:7420', '[::1]:7420', 'LOCALHOST'])
    expect.soft(access({}, { host }), host).toBe('granted');

  const refused: Asked[] = [
    { remoteAddress: '10.0.0.7' },
    { remoteAddress: '::ffff:10.0.0.7' },
    { remoteAddress: '' },
    { host: 'raskadr.example' },
    { host: 'localhost.example' },
    { host: 'localhost@x.example' },
    { host: '' },
    ...['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'].map(
      (name) => ({
        [name]: '127.0.0.1',
      }),
    ),
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];
  for (const asked of refused) expect.soft(access({}, asked), JSON.stringify(asked)).toBe('forbidden');
});

test('a server behind a proxy needs a token: a proxy that adds no header looks like this machine', () => {
  expect(access({ TRUST_PROXY: '127.0.0.1' })).toBe('forbidden');
  expect(access({ PUBLIC_URL: 'https://raskadr.example' })).toBe('forbidden');
  expect(access({ PUBLIC_URL: 'http://localhost:7420' })).toBe('granted');
});

test('the text is OpenMetrics: types, units, cumulative buckets, escaped labels, an end', () => {
  const registry = new Registry();
  const counter = registry.counter({ name: 'x_things', help: 'Things.', label: 'kind' });
  counter.add('a"b\\c');
  counter.add('a"b\\c', 2);
  const seconds = registry.histogram({ name: 'x_wait_seconds', unit: 'seconds', help: 'Waits.' }, [0.5, 1]);
  for (const value of [0.25, 0.5, 0.75, 4]) seconds.observe(value);
  registry.gauge({ name: 'x_known', help: 'Known.' }, () => 7);
  registry.gauge({ name: 'x_unknown', help: 'Not known yet.' }, () => undefined);
  expect(registry.text()).toBe(`# TYPE x_things counter
# HELP x_things Things.
x_things_total{kind="a\\"b\\\\c"} 3
# TYPE x_wait_seconds histogram
# UNIT x_wait_seconds seconds
# HELP x_wait_seconds Waits.
x_wait_seconds_bucket{le="0.5"} 2
x_wait_seconds_bucket{le="1"} 3
x_wait_seconds_bucket{le="+Inf"} 4
x_wait_seconds_count 4
x_wait_seconds_sum 5.5
# TYPE x_known gauge
# HELP x_known Known.
x_known 7
# TYPE x_unknown gauge
# HELP x_unknown Not known yet.
# EOF
`);
});

test('a working server counts its sockets, acks, commits, refusals and requests', async () => {
  const server = await aServer();
  const { index } = await server.aProject();
  const read = async () => {
    const answer = await server.get('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    return samplesOf(await answer.text());
  };
  const before = await read();

  const { doc, provider } = server.stockClient(index);
  await until(() => provider.synced, 'the first sync');
  initIndexDoc(doc, 'Фильм');
  await server.get('/api/nothing');
  await server.send(`/api/docs/${index}/push`, new Uint8Array([1, 2, 3]));
  const after = await waitFor(read, 'raskadr_sync_ack_seconds_count');
  const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  expect(after.get('raskadr_sync_sockets')).toBe(1);
  expect(after.get('raskadr_sync_rooms')).toBe(1);
  expect(grown('raskadr_sync_ack_seconds_count')).toBeGreaterThan(0);
  expect(grown('raskadr_database_commits_total')).toBeGreaterThan(0);
  expect(grown('raskadr_database_commit_seconds_count')).toBe(grown('raskadr_database_commits_total'));
  expect(grown('raskadr_http_requests_total{class="4xx"}')).toBeGreaterThanOrEqual(2);
  expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  expect(after.get('raskadr_heap_used_bytes')).toBeGreaterThan(1_000_000);
  expect(after.get('raskadr_disk_free_bytes')).toBeGreaterThan(0);
  expect(before.get('raskadr_event_loop_delay_max_seconds')).toBeGreaterThan(0);

  doc.getMap('shots').set('01ARZ3NDEKTSV4RRFFQ69G5FAV', 'not a shot');
  await waitFor(read, 'raskadr_sync_refused_updates_total{fault="document_refused"}');
});

async function waitFor(read: () => Promise<Map<string, number>>, name: string): Promise<Map<string, number>> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const samples = await read();
    if ((samples.get(name) ?? 0) > 0) return samples;
    if (performance.now() > deadline) throw new Error(`${name} never came`);
  }
}

test('the age of the newest backup is told as soon as there is one', async () => {
  const { core, clock } = await aCore();
  const state: { lastFinishedAtMs: number | undefined } = { lastFinishedAtMs: undefined };
  describeBackups(core, { state });
  expect(samplesOf(core.metrics.registry.text()).has('raskadr_backup_age_seconds')).toBe(false);
  state.lastFinishedAtMs = clock.nowMs();
  clock.passMs(90_000);
  expect(samplesOf(core.metrics.registry.text()).get('raskadr_backup_age_seconds')).toBe(90);
});

/** Reads the text as strictly as a collector would. */
function samplesOf(text: string): Map<string, number> {
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  const samples = new Map<string, number>();
  for (const line of text.split('\n').slice(0, -2)) {
    if (/^# (TYPE|HELP|UNIT) [a-z_\d]+ .+$/.test(line)) continue;
    const [, name = '', value] = /^([a-z_\d]+(?:\{\w+="[^"]*"\})?) ([-+.e\d]+)$/.exec(line) ?? [];
    expect.soft(name, line).not.toBe('');
    expect.soft(samples.has(name), name).toBe(false);
    samples.set(name, Number(value));
  }
  return samples;
}
