import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import type { Registry } from './registry.ts';

const NS_PER_S = 1e9;

/** Watches the process itself until it is disposed. Delays are those since somebody last asked. */
export function watchProcess(registry: Registry): Disposable {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const startedS = Date.now() / 1000 - process.uptime();
  registry.gauge(
    { name: 'process_start_time_seconds', unit: 'seconds', help: 'When the process began, as Unix time.' },
    () => startedS,
  );
  registry.gauge(
    { name: 'process_resident_memory_bytes', unit: 'bytes', help: 'Memory of the process.' },
    () => process.memoryUsage.rss(),
  );
  registry.gauge(
    { name: 'raskadr_heap_used_bytes', unit: 'bytes', help: 'Memory of JavaScript objects.' },
    () => process.memoryUsage().heapUsed,
  );
  registry.gauge(
    {
      name: 'raskadr_event_loop_delay_p99_seconds',
      unit: 'seconds',
      help: 'How late timers were, 99 of 100, since the last reading.',
    },
    () => (delay.count === 0 ? undefined : delay.percentile(99) / NS_PER_S),
  );
  registry.gauge(
    {
      name: 'raskadr_event_loop_delay_max_seconds',
      unit: 'seconds',
      help: 'How late the latest timer was since the last reading.',
    },
    () => {
      const max = delay.count === 0 ? undefined : delay.max / NS_PER_S;
      delay.reset();
      return max;
    },
  );
  return { [Symbol.dispose]: () => delay.disable() };
}
