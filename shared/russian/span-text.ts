const NBSP = '\u00a0';

/** How long something takes: «8 с», «2 мин 05 с», «1 ч 20 мин». */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}${NBSP}с`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${NBSP}мин ${String(seconds % 60).padStart(2, '0')}${NBSP}с`;
  return `${Math.floor(minutes / 60)}${NBSP}ч ${String(minutes % 60).padStart(2, '0')}${NBSP}мин`;
}
