import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'tests/bench/peers/**'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A browser on a busy machine may need more than the second that is the default.
    expect: { poll: { timeout: 10_000 } },
    setupFiles: ['tests/no-internet.ts'],
    reporters: ['default', './tests/summary-reporter.ts'],
  },
});
