export type FuzzReport = {
  cases: number;
  accepted: number;
  refused: number;
  /** Taken without content: repeats, empty updates, unknown messages. */
  idle: number;
  slowestMs: number;
  violations: string[];
};

export function emptyReport(): FuzzReport {
  return { cases: 0, accepted: 0, refused: 0, idle: 0, slowestMs: 0, violations: [] };
}

/** Of processor time: how long a case waits for its turn on a busy machine says nothing. */
export const CASE_MAX_MS = 1000;

export function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** A case as a line that makes it happen again. */
export function describeCase(seed: number, ...frames: Uint8Array[]): string {
  return `seed ${seed}, ${frames.map((frame) => Buffer.from(frame).toString('base64').slice(0, 400)).join(' ')}`;
}
