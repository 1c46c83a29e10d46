import { HttpDefinition } from '#shared/catalogue/http-definition.ts';
import type { Fault } from '#shared/fault.ts';
import type { SafeFetch } from '../net/safe-fetch.ts';
import type { Assignment } from './adapter.ts';
import { askProvider } from './http/ask-provider.ts';
import { headersOf } from './http/talk.ts';
import { checkOpenAi } from './openai/check.ts';
import { checkRunway } from './runway/check.ts';

const WITHIN_MS = 20_000;

type Question = Pick<Assignment, 'provider'> & { fetch: SafeFetch; signal: AbortSignal };

/** What stands in the way of work with an account, by adapter: a question that no provider takes money for. */
export const CHECKS: Record<string, (question: Question) => Promise<Fault | undefined>> = {
  imitation: async () => undefined,
  http: checkHttp,
  openai: checkOpenAi,
  runway: checkRunway,
};

async function checkHttp({ provider, fetch, signal }: Question): Promise<Fault | undefined> {
  const definition = HttpDefinition.parse(provider.definition);
  const base = provider.baseUrl?.replace(/\/+$/, '') ?? '';
  const asked = await askProvider(base + (definition.check?.path ?? '/'), {
    fetch,
    init: { method: 'GET', headers: headersOf({ provider }, definition) },
    withinMs: WITHIN_MS,
    signal,
    refusals: definition.refusals,
  });
  return asked.ok ? undefined : asked.failure.fault;
}

/** The kinds of jobs that ask such a question. */
export const CHECK_KINDS: string[] = Object.keys(CHECKS).map((adapter) => `check:${adapter}`);
