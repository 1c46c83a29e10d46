import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line that a person and a script read alike. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<unknown>): void {
    let passed = 0;
    let failed = unhandled.length;
    const flaky: string[] = [];
    for (const module of modules) {
      // A file that could not be loaded, or a hook that threw, has no failed test of its own to be counted by.
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // `skipped` counts as neither: it is what a name filter (-t) leaves out.
        if (state === 'passed') passed += 1;
        if (state === 'failed') failed += 1;
        if (test.diagnostic()?.flaky) flaky.push(test.fullName);
      }
    }
    // The default reporter writes its own summary in the same turn; ours is the last line.
    process.on('exit', () => {
      for (const name of flaky) process.stdout.write(`passed only when tried again: ${name}\n`);
      process.stdout.write(`${passed} passed, ${failed} failed\n`);
    });
  }
}
