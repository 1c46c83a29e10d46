/** The day of a moment, as `YYYY-MM-DD` in UTC: a day's budget begins at the same moment on every machine. */
export function serverDay(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}
