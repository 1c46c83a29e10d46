import { execFile } from 'node:child_process';
import dns from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { attempts } from '../no-internet-guard.mjs';

const run = promisify(execFile);

test('a request to another machine is refused and noticed even when it is swallowed', async () => {
  await fetch('http://192.0.2.1/').catch(() => undefined);
  expect(attempts.splice(0)).toEqual(['192.0.2.1']);
});

test('a name is not even looked up', async () => {
  await expect(dns.promises.lookup('example.com')).rejects.toThrow('may not touch the internet');
  await expect(fetch('http://example.com/')).rejects.toThrow();
  expect(attempts.splice(0)).toContain('example.com');
});

test('a server on this machine is reached', async () => {
  const server = createServer((_request, response) => response.end('here')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe('here');
  server.close();
});

test('a Node child of a test is guarded too', async () => {
  const source = "fetch('http://192.0.2.1/').catch((e) => console.log(String(e.cause?.message)))";
  const { stdout } = await run(process.execPath, ['-e', source]);
  expect(stdout).toContain('may not touch the internet');
});
