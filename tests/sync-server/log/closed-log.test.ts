import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { CHECKOUT } from '../../tooling/temporary-tree.ts';

test('a log that nobody reads any more does not end the server', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'raskadr-closed-log-'));
  const server = spawn(process.execPath, ['sync-server/main.ts'], {
    cwd: CHECKOUT,
    env: { ...process.env, PORT: '0', RASKADR_DATA: dataDir, LOG_LEVEL: 'debug' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    server.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  const [url] = /http:\S+/.exec(String(line)) ?? [];
  server.stderr.destroy();
  for (let i = 0; i < 5; i++) expect((await fetch(`${url}/healthz`)).status).toBe(200);
  server.kill('SIGTERM');
  expect(await once(server, 'exit')).toEqual([0, null]);
});
