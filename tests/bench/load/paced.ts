import { setTimeout as sleep } from 'node:timers/promises';

export type Pace = { writers: number; perWriter: number; perSecond: number };

/** Calls `send` for every writer at its rate, the writers spread evenly over the interval, as people are. */
export async function paced(
  { writers, perWriter, perSecond }: Pace,
  send: (writer: number, n: number) => void,
): Promise<void> {
  const startedAtMs = performance.now();
  const stepMs = 1000 / perSecond / writers;
  for (let slot = 0; slot < writers * perWriter; slot += 1) {
    const waitMs = startedAtMs + slot * stepMs - performance.now();
    if (waitMs > 0.5) await sleep(waitMs);
    send(slot % writers, Math.floor(slot / writers));
  }
}
