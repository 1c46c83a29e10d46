/** How many pictures a film shows in a second, and whether all of them last as long. */
export type FrameRate = { fps: number; isEven: boolean };

/** What a film is taken for until its pictures have been counted. */
export const USUAL_RATE: FrameRate = { fps: 24, isEven: true };

const STANDARD = [
  8,
  10,
  12,
  12.5,
  15,
  16,
  18,
  20,
  24_000 / 1001,
  24,
  25,
  30_000 / 1001,
  30,
  48,
  50,
  60_000 / 1001,
  60,
  90,
  100,
  120,
];
const LEAST_MOMENTS = 5;
/** Moments are written down in thousandths at worst. */
const OFF_MAX_S = 0.0012;

/**
 * The rate of a film by the moments at which some of its pictures began to be seen. A slow machine leaves pictures out, so
 * every distance may be several pictures long. Nothing as long as too few were seen.
 */
export function frameRateOf(momentsS: number[]): FrameRate | undefined {
  const times = [...new Set(momentsS.filter(Number.isFinite))].sort((a, b) => a - b);
  const [first = 0] = times;
  if (times.length < LEAST_MOMENTS) return undefined;
  const distances = times.slice(1).map((time, n) => time - (times[n] ?? 0));
  const shortest = Math.min(...distances);
  if (shortest <= 0.002) return undefined;
  const fits = (fps: number) =>
    times.every((time) => {
      const pictures = (time - first) * fps;
      return Math.abs(pictures - Math.round(pictures)) / fps <= OFF_MAX_S;
    });
  const near = STANDARD.filter((fps) => Math.abs(1 / fps - shortest) < OFF_MAX_S || 1 / fps < shortest);
  // Of rates that all explain what was seen the slowest is meant; of two neighbours the one that is nearer.
  const [slowest] = near.filter(fits);
  if (slowest === undefined) {
    const own = 1 / shortest;
    return { fps: fits(own) ? own : meanRate(distances), isEven: fits(own) };
  }
  const rivals = near.filter((fps) => fits(fps) && fps / slowest < 1.01);
  const best = rivals.reduce(
    (one, other) => (offOf(times, other) < offOf(times, one) ? other : one),
    slowest,
  );
  return { fps: best, isEven: true };
}

function offOf(times: number[], fps: number): number {
  const [first = 0] = times;
  return times.reduce((sum, time) => {
    const pictures = (time - first) * fps;
    return sum + Math.abs(pictures - Math.round(pictures)) / fps;
  }, 0);
}

function meanRate(distances: number[]): number {
  return distances.length / distances.reduce((sum, distance) => sum + distance, 0);
}

/** A picture is seen from its moment on; what is told of a moment is rounded. */
const SLACK_S = 0.0015;

/** The number of the picture that is seen at a moment, counted from nought. */
export function frameAt(atS: number, fps: number): number {
  return Math.max(0, Math.floor((atS + SLACK_S) * fps));
}

/** The middle of a picture: a place that no rounding moves into another one. */
export function middleOfFrame(frame: number, fps: number): number {
  return (Math.max(0, frame) + 0.5) / fps;
}

/** «00:01:05:12»: hours, minutes, seconds and the picture within the second. */
export function timecodeOf(atS: number, fps: number): string {
  const nominal = Math.max(1, Math.round(fps));
  const frame = frameAt(atS, fps);
  const seconds = Math.floor(frame / nominal);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, frame % nominal];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
