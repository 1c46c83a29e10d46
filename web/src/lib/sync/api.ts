import * as z from 'zod/mini';
import { Catalogue } from '#shared/catalogue/model.ts';
import type { DocName } from '#shared/documents/doc-name.ts';
import { FaultAnswer } from '#shared/fault.ts';
import type { ProjectId } from '#shared/ids.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { FeedAnswer } from '#shared/sync/feed.ts';
import { type Mutation, MutationsAnswer } from '#shared/sync/mutation.ts';
import { decodePull, type PullAnswer } from '#shared/sync/pull.ts';
import { encodePush, PushAnswer, type PushBody } from '#shared/sync/push.ts';

const TIMEOUT_MS = 20_000;

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** The server's HTTP side as the engine uses it. A network that fails is the fault `unreachable`. */
export type Api = {
  state(doc: DocName): Promise<Result<{ epoch: string; seq: number; state: Uint8Array }>>;
  pull(project: ProjectId, since: number): Promise<Result<PullAnswer>>;
  push(doc: DocName, body: PushBody): Promise<Result<PushAnswer>>;
  mutate(mutations: Mutation[]): Promise<Result<MutationsAnswer>>;
  feed(since: number): Promise<Result<FeedAnswer>>;
  projectFeed(project: ProjectId, since: number): Promise<Result<FeedAnswer>>;
  catalogue(): Promise<Result<Catalogue>>;
};

export function createApi(fetch: Fetch): Api {
  const call = async <T>(
    url: string,
    init: RequestInit,
    read: (response: Response) => Promise<T>,
  ): Promise<Result<T>> => {
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (response.ok) return ok(await read(response));
      // An older server has not this address, and says so in words of its own.
      const answer = FaultAnswer.safeParse(await response.json().catch(() => undefined));
      if (answer.success) return fail(answer.data.fault);
      return fail({ code: response.status === 404 ? 'not_found' : 'unreachable' });
    } catch {
      return fail({ code: 'unreachable' });
    }
  };
  return {
    state: (doc) =>
      call(`/api/docs/${doc}/state`, {}, async (response) => ({
        epoch: z.string().check(z.minLength(1)).parse(response.headers.get('x-raskadr-epoch')),
        seq: z.coerce.number().check(z.int()).parse(response.headers.get('x-raskadr-seq')),
        state: await bytesOf(response),
      })),
    pull: (project, since) =>
      call(`/api/projects/${project}/pull?since=${since}`, {}, async (response) =>
        decodePull(await bytesOf(response)),
      ),
    push: (doc, body) =>
      call(
        `/api/docs/${doc}/push`,
        {
          method: 'POST',
          body: new Uint8Array(encodePush(body)),
          headers: { 'content-type': 'application/octet-stream' },
        },
        async (response) => PushAnswer.parse(await response.json()),
      ),
    mutate: (mutations) =>
      call(
        '/api/mutations',
        { method: 'POST', body: JSON.stringify(mutations), headers: { 'content-type': 'application/json' } },
        async (response) => MutationsAnswer.parse(await response.json()),
      ),
    feed: (since) =>
      call(`/api/feed?since=${since}`, {}, async (response) => FeedAnswer.parse(await response.json())),
    projectFeed: (project, since) =>
      call(`/api/projects/${project}/feed?since=${since}`, {}, async (response) =>
        FeedAnswer.parse(await response.json()),
      ),
    catalogue: () => call('/api/catalogue', {}, async (response) => Catalogue.parse(await response.json())),
  };
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

/** The same calls, with word of whether the server could be reached. */
export function watched(api: Api, onOutcome: (isReachable: boolean) => void): Api {
  const told = async <T>(call: Promise<Result<T>>): Promise<Result<T>> => {
    const result = await call;
    onOutcome(result.ok || result.fault.code !== 'unreachable');
    return result;
  };
  return {
    state: (doc) => told(api.state(doc)),
    pull: (project, since) => told(api.pull(project, since)),
    push: (doc, body) => told(api.push(doc, body)),
    mutate: (mutations) => told(api.mutate(mutations)),
    feed: (since) => told(api.feed(since)),
    projectFeed: (project, since) => told(api.projectFeed(project, since)),
    catalogue: () => told(api.catalogue()),
  };
}
