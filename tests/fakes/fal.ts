import { FakeHost, type Heard, jsonOf, type Reply } from './fake-host.ts';
import { pictureOf } from './provider.ts';

type Wish = { prompt: string; polls: number; isCancelled: boolean };

/** A queue that names its own addresses, and tells of a failure only where the result is asked for. */
export function startFal(): Promise<FakeHost> {
  const wishes = new Map<string, Wish>();
  return FakeHost.start((heard, host) => {
    if (heard.headers.authorization !== 'Key sk-1' && !heard.path.startsWith('/files/'))
      return { status: 401, body: { detail: 'Cannot access application' } };
    const id = /\/requests\/([^/]+)/.exec(heard.path)?.[1];
    const wish = wishes.get(id ?? '');
    if (heard.method === 'POST') return submit(heard, host, wishes);
    if (heard.path.startsWith('/files/')) return picture(heard);
    if (!id || !wish) return { status: 404, body: { detail: 'Request not found' } };
    if (heard.method === 'PUT') return cancel(wish);
    return heard.path.endsWith('/status') ? tell(host, id, wish) : result(host, id, wish);
  });
}

function submit(heard: Heard, host: FakeHost, wishes: Map<string, Wish>): Reply {
  const prompt = String(jsonOf(heard).prompt);
  const id = `fal-${wishes.size + 1}`;
  wishes.set(id, { prompt, polls: 1, isCancelled: false });
  if (prompt !== 'forbidden') host.charge(prompt);
  return { body: { request_id: id, queue_position: 0, ...addressesOf(host, id) } };
}

function addressesOf({ url }: FakeHost, id: string) {
  // Without the last part of the model's name, as the real one does.
  const at = `${url}/fal-ai/flux/requests/${id}`;
  return { response_url: at, status_url: `${at}/status`, cancel_url: `${at}/cancel` };
}

function tell(host: FakeHost, id: string, wish: Wish): Reply {
  const addresses = addressesOf(host, id);
  if (!wish.isCancelled && wish.polls > 0) {
    wish.polls--;
    return { status: 202, body: { status: 'IN_PROGRESS', ...addresses } };
  }
  return { body: { status: 'COMPLETED', ...addresses } };
}

function result(host: FakeHost, id: string, { prompt, isCancelled }: Wish): Reply {
  if (isCancelled) return { status: 400, body: { detail: 'Request was cancelled' } };
  if (prompt === 'forbidden')
    return {
      status: 422,
      body: { detail: [{ loc: ['body', 'prompt'], msg: 'not allowed', type: 'content_policy_violation' }] },
    };
  return { body: { images: [{ url: `${host.url}/files/${id}/${encodeURIComponent(prompt)}` }] } };
}

function cancel(wish: Wish): Reply {
  wish.isCancelled = true;
  return { status: 202, body: { status: 'CANCELLATION_REQUESTED' } };
}

async function picture({ path }: Heard): Promise<Reply> {
  return { body: await pictureOf(decodeURIComponent(path.split('/').at(-1) ?? '')) };
}

/** The whole of what the house knows of it. */
export const FAL = {
  submit: {
    path: '/{model}',
    body: { prompt: '{prompt}', image_url: '{param.picture}', seed: '{param.seed}' },
    withinS: 2,
  },
  key: { header: 'authorization', prefix: 'Key ' },
  taskId: '/status_url',
  poll: { path: '{taskId}', status: '/status', done: ['COMPLETED'], failed: [], afterMs: 200 },
  result: { at: '/response_url' },
  cancel: { method: 'PUT', place: { at: '/cancel_url' } },
  outputs: { files: ['/images', '/image', '/video'], url: '/url' },
  refusals: [
    { status: 422, at: '/detail/0/type', is: 'content_policy', fault: 'provider_refused_content' },
    { status: 403, at: '/detail', is: 'balance', fault: 'provider_no_money' },
  ],
};
