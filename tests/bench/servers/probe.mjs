// Preloaded (`--import`) into every server under test, so that all are observed the same way from inside.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.channel) {
  const loopDelay = monitorEventLoopDelay({ resolution: 5 });
  loopDelay.enable();
  const inMs = (nanoseconds) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : 0);
  process.on('message', (question) => {
    if (question?.bench === 'reset') loopDelay.reset();
    if (question?.bench === 'collect') for (let round = 0; round < 3; round += 1) globalThis.gc?.();
    process.send({
      bench: question?.bench,
      loopDelayP99Ms: inMs(loopDelay.percentile(99)),
      loopDelayMaxMs: inMs(loopDelay.max),
      heapBytes: process.memoryUsage().heapUsed,
      externalBytes: process.memoryUsage().external,
    });
  });
  // The bench was killed: no server may outlive it.
  process.on('disconnect', () => process.exit(1));
  process.channel.unref();
}
