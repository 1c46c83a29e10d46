import type { Log } from './ports.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const TEXT_MAX_CHARS = 2000;

/** One JSON line an event. Values that are secret are masked wherever they turn up. */
export function createJsonLog(
  write: (line: string) => void,
  { least = 'info', secrets = [] }: { least?: string; secrets?: string[] } = {},
): Log {
  // Any other word means everything, as -1 does.
  const from = LEVELS.indexOf(least as (typeof LEVELS)[number]);
  const line = (level: (typeof LEVELS)[number]) => {
    if (LEVELS.indexOf(level) < from) return () => {};
    return (event: string, details: Record<string, unknown> = {}) => {
      const text = JSON.stringify({ ...details, time: new Date().toISOString(), level, event }, shorten);
      write(`${mask(text, secrets)}\n`);
    };
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

function shorten(_key: string, value: unknown): unknown {
  if (value instanceof Error) return value.message;
  return typeof value === 'string' && value.length > TEXT_MAX_CHARS
    ? `${value.slice(0, TEXT_MAX_CHARS)}…`
    : value;
}

function mask(text: string, secrets: string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret) clean = clean.replaceAll(secret, '[secret]');
  return clean;
}
