import type { Adapter } from './adapter.ts';
import { http } from './http/adapter.ts';
import { imitation } from './imitation/adapter.ts';

const ADAPTERS: Record<string, Adapter> = { imitation, http };

export function findAdapter(name: string): Adapter | undefined {
  return Object.hasOwn(ADAPTERS, name) ? ADAPTERS[name] : undefined;
}
