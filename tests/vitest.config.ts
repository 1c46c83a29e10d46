import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    exclude: ['**/node_modules/**', 'tests/bench/peers/**'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A browser on a busy machine may need more than the second that is the default.
    expect: { poll: { timeout: 10_000 } },
    setupFiles: ['tests/no-internet.ts'],
    projects: [
      // A browser that shares two cores with servers is late now and then. The run names what needed a second try.
      { extends: true, test: { name: 'browser', include: ['tests/e2e/**/*.test.ts'], retry: 1 } },
      {
        extends: true,
        test: {
          name: 'programs',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**', 'tests/bench/peers/**'],
        },
      },
    ],
    reporters: ['default', './tests/summary-reporter.ts'],
  },
});
