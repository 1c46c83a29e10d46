import type { Fault } from '#shared/fault.ts';
import { type ContentFacts, UNSEEN } from '#shared/media/content-facts.ts';
import type { Made } from '../adapters/adapter.ts';
import { faultOf } from '../ffmpeg.ts';
import { PIXELS_MAX } from './input-guards.ts';
import type { ToolEnd } from './run-tool.ts';

/** `again`: the file is not to blame, and another try may do better. */
export type Seen =
  | { kind: 'seen'; made: Made[]; facts?: ContentFacts }
  | { kind: 'again'; fault: Fault }
  | { kind: 'stopped' };

/** A busy machine may be late once; who is late twice was given too much. */
const LATE_AT_MOST = 2;

export function unreadable(fault: Fault = { code: 'content_unreadable' }): Seen {
  return { kind: 'seen', made: [], facts: { ...UNSEEN, fault } };
}

/** What a run that made nothing says of the file it was given. */
export function seenBy(
  tool: string,
  ended: Exclude<ToolEnd, { how: 'done' }>,
  { attempt }: { attempt: number },
): Seen {
  switch (ended.how) {
    case 'stopped':
      return { kind: 'stopped' };
    case 'failed':
      return unreadable();
    case 'late':
      return attempt < LATE_AT_MOST
        ? { kind: 'again', fault: faultOf(tool, ended) }
        : unreadable({ code: 'content_too_heavy' });
    default:
      return { kind: 'again', fault: faultOf(tool, ended) };
  }
}

/** The library for pictures has only words for it. */
export function seenByError(error: unknown): Seen {
  if (isOfDisk(error)) return { kind: 'again', fault: { code: 'disk_full' } };
  const reason = error instanceof Error ? error.message : '';
  if (reason.includes('pixel limit'))
    return unreadable({ code: 'content_too_many_pixels', megapixels: Math.floor(PIXELS_MAX / 1e6) });
  return unreadable(reason.includes('timeout') ? { code: 'content_too_heavy' } : undefined);
}

function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
