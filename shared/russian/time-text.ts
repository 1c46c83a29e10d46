const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const relative = new Intl.RelativeTimeFormat('ru', { numeric: 'auto' });
const sameYear = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long' });
const otherYear = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', year: 'numeric' });
const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit' });

/** «только что», «3 минуты назад», «вчера», «5 ноября», «5 ноября 2025 г.» */
export function agoText(atMs: number, nowMs: number): string {
  const passedMs = nowMs - atMs;
  if (passedMs < MINUTE_MS) return 'только что';
  if (passedMs < HOUR_MS) return relative.format(-Math.floor(passedMs / MINUTE_MS), 'minute');
  const at = new Date(atMs);
  const now = new Date(nowMs);
  const days = Math.round((startOfDay(now) - startOfDay(at)) / (24 * HOUR_MS));
  if (days === 0) return relative.format(-Math.floor(passedMs / HOUR_MS), 'hour');
  if (days <= 2) return relative.format(-days, 'day');
  return (at.getFullYear() === now.getFullYear() ? sameYear : otherYear).format(at);
}

/** «12:05», or with the day when it is not today. */
export function momentText(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const isToday = startOfDay(at) === startOfDay(new Date(nowMs));
  return isToday ? clock.format(at) : `${sameYear.format(at)}, ${clock.format(at)}`;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
