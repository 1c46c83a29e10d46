import type { Assignment } from '#runner/adapters/adapter.ts';
import { createSafeFetch } from '#runner/net/safe-fetch.ts';
import { createClock } from '#runner/ports.ts';
import { CallId } from '#shared/jobs/job.ts';
import { GenerateWork } from '#shared/jobs/work.ts';
import { readOrigins } from '#shared/net/judge-address.ts';

const ULID = '01M7ZDA7VXK80H0F98JN8QYN5W';

type Wanted = {
  folder?: string;
  provider?: Partial<Assignment['provider']>;
  model?: Partial<Assignment['model']>;
  work?: { text?: string; params?: Record<string, unknown> };
  call?: string;
};

/** What an adapter is given, with a price of 5 millionths a call. */
export function anAssignment({ folder = '/nowhere', provider, model, work, call }: Wanted): Assignment {
  return {
    work: GenerateWork.parse({
      kind: 'generate',
      project: ULID,
      shot: ULID,
      prompt: ULID,
      take: ULID,
      model: 'some/model',
      text: 'Кит у берега',
      params: {},
      ...work,
    }),
    model: {
      id: 'some/model',
      provider: 'some',
      account: 'some',
      name: 'some',
      purpose: 'image',
      schema: { type: 'object', properties: {} },
      price: { amount: 5, currency: 'RUB', per: 'call', source: 'a test' },
      retiresOn: null,
      isImitation: false,
      ...model,
    },
    provider: {
      id: 'some',
      adapter: 'http',
      recovery: 'none',
      baseUrl: null,
      secret: null,
      definition: {},
      ...provider,
    },
    attempt: 1,
    call: CallId.parse(call ?? newCall()),
    isSentAgain: false,
    inputs: [],
    folder,
    signal: new AbortController().signal,
    wantsCancel: false,
    fetch: createSafeFetch({ allowedOrigins: readOrigins(provider?.baseUrl ?? '') }),
    clock: createClock(),
    progress: { at: () => {}, line: () => {} },
    assertInTime: () => {},
  };
}

function newCall(): string {
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let [time, head] = [Date.now(), ''];
  for (let i = 0; i < 10; i++) {
    head = digits.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  return `${head}0000000000000000`;
}
