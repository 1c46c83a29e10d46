import { FRAME_MAX_BYTES } from '#shared/documents/limits.ts';
import type { Fault } from '#shared/fault.ts';
import { CLOSE } from '#shared/sync/close-codes.ts';

/** What a permanent close of a document's socket means to a person. */
export function closeFault(code: number, reason: string): Fault {
  switch (code) {
    case CLOSE.notSignedIn:
      return { code: 'not_signed_in' };
    case CLOSE.forbidden:
      return { code: reason === 'project_trashed' ? 'project_trashed' : 'forbidden' };
    case CLOSE.notFound:
      return { code: 'project_not_found' };
    case CLOSE.tooLarge:
      return { code: 'too_large', limitBytes: FRAME_MAX_BYTES };
    case CLOSE.damagedDocument:
      return { code: 'document_damaged' };
    default:
      return { code: 'document_refused', reason };
  }
}

/** What keeps the server from taking edits for now, when it has said so. */
export function transientFault(reason: string): Fault | undefined {
  if (reason === 'disk_full') return { code: 'disk_full' };
  if (reason === 'storage_failed') return { code: 'storage_failed' };
  if (reason === 'stopping') return { code: 'stopping' };
  return undefined;
}
