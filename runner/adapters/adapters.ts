import type { Adapter } from './adapter.ts';
import { http } from './http/adapter.ts';
import { imitation } from './imitation/adapter.ts';
import { openai } from './openai/adapter.ts';
import { runway } from './runway/adapter.ts';

const ADAPTERS: Record<string, Adapter> = { imitation, http, openai, runway };

export function findAdapter(name: string): Adapter | undefined {
  return Object.hasOwn(ADAPTERS, name) ? ADAPTERS[name] : undefined;
}
