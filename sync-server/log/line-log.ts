import type { Clock, Log } from '../ports.ts';
import { createRedactor } from './redact.ts';
import { findRequestId } from './request-scope.ts';

export type LogLevel = keyof Log;

const LEVELS: LogLevel[] = ['debug', 'info', 'warn', 'error'];
const OWN_KEYS = ['time', 'level', 'event', 'request'];

export type LineLogOptions = {
  /** The least important level that is written. */
  level?: LogLevel;
  /** Short lines for a terminal instead of JSON. */
  isForPeople?: boolean;
  /** Values that are masked wherever they turn up. */
  secrets?: string[];
};

/** One line an event: newlines and escapes in a value cannot forge a line, nor move the cursor of a terminal. */
export function createLineLog(
  write: (line: string) => void,
  clock: Clock,
  { level: least = 'info', isForPeople = false, secrets = [] }: LineLogOptions = {},
): Log {
  const redact = createRedactor(secrets);
  const format = isForPeople ? lineForPeople : lineForPrograms;
  const line = (level: LogLevel) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return () => {};
    return (event: string, details: Record<string, unknown> = {}) => {
      const own = { time: new Date(clock.nowMs()).toISOString(), level, event, request: findRequestId() };
      write(`${escapeControls(format(own, withoutOwnKeys(redact(details))))}\n`);
    };
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

/** A line that another process has written for programs, as a terminal shows it; any other line as it is. */
export function lineFromProgram(line: string): string {
  const record = recordOf(line);
  if (!record) return escapeControls(line);
  const { time, level, event, request, ...details } = record;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const own = {
    time: text(time),
    // It is only printed; a word that is no level stands as it came.
    level: text(level) as LogLevel,
    event: text(event),
    request: request === undefined ? undefined : text(request),
  };
  return escapeControls(lineForPeople(own, details));
}

function recordOf(line: string): Record<string, unknown> | undefined {
  try {
    const read: unknown = JSON.parse(line);
    // Any object may be read by its keys.
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

type Own = { time: string; level: LogLevel; event: string; request: string | undefined };

function lineForPrograms(own: Own, details: Record<string, unknown>): string {
  return JSON.stringify({ ...own, ...details });
}

function lineForPeople(own: Own, details: Record<string, unknown>): string {
  const { time, level, event, request } = own;
  const pairs = Object.entries({ ...details, request }).filter(([, value]) => value !== undefined);
  const words = pairs.map(([key, value]) => `${key}=${plainValue(value)}`);
  return [time.slice(11, 19), level.padEnd(5), event, ...words].join(' ');
}

function plainValue(value: unknown): string {
  if (typeof value === 'string' && /^[\p{L}\p{N}_.:/@+-]+$/u.test(value)) return value;
  return JSON.stringify(value);
}

function withoutOwnKeys(details: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(details).filter(([key]) => !OWN_KEYS.includes(key)));
}

/** JSON leaves these as they are: DEL, the eight-bit escapes, line separators, and what turns the writing around. */
function escapeControls(line: string): string {
  return line.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
