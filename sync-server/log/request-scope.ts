import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<string>();

/** Everything that `work` logs names the request it was done for. */
export function withRequestId<T>(id: string, work: () => T): T {
  return scope.run(id, work);
}

export function findRequestId(): string | undefined {
  return scope.getStore();
}
