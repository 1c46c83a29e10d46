import { fileURLToPath } from 'node:url';
import { afterEach, expect } from 'vitest';
import { attempts } from './no-internet-guard.mjs';

const guard = fileURLToPath(new URL('./no-internet-guard.mjs', import.meta.url));

// Node children of a test (servers, tools) get the same guard.
if (!process.env.NODE_OPTIONS?.includes(guard)) {
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${JSON.stringify(guard)}`.trim();
}

// The code under test may swallow the refusal; the test still fails.
afterEach(() => {
  expect(attempts.splice(0), 'addresses outside this machine').toEqual([]);
});
