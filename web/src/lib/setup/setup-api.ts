import { callServer } from '#lib/call-server.ts';
import { StorageAnswer } from '#shared/account/storage.ts';
import type { Result } from '#shared/result.ts';

export function fetchStorage(): Promise<Result<StorageAnswer>> {
  return callServer('/api/storage', {}, (body) => StorageAnswer.parse(body));
}
