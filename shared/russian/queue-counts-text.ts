const NBSP = '\u00a0';

/** «в работе 2, ждёт решения 1»; for the link in the bar. */
export function queueCountsText(running: number, decisions: number): string {
  const parts = [
    ...(running > 0 ? [`в работе${NBSP}${running}`] : []),
    ...(decisions > 0 ? [`ждёт решения${NBSP}${decisions}`] : []),
  ];
  return parts.length === 0 ? 'Очередь' : `Очередь: ${parts.join(', ')}`;
}
