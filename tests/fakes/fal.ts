import { FakeHost, type Heard, jsonOf, type Reply } from './fake-host.ts';
import { pictureOf } from './provider.ts';

type Wish = { prompt: string; polls: number; isCancelled: boolean };

/** A queue that names its own addresses, and tells of a failure only where the result is asked for. */
export function startFal(): Promise<FakeHost> {
  const wishes = new Map<string, Wish>();
  const stored = new Map<string, Buffer>();
  return FakeHost.start((heard, host) => {
    if (heard.path.startsWith('/signed/')) return keep(heard, stored);
    if (heard.headers.authorization !== 'Key sk-1' && !heard.path.startsWith('/files/'))
      return { status: 401, body: { detail: 'Cannot access application' } };
    if (heard.path === '/storage/upload/initiate') return promise(heard, host, stored);
    const id = /\/requests\/([^/]+)/.exec(heard.path)?.[1];
    const wish = wishes.get(id ?? '');
    if (heard.method === 'POST') return submit(heard, host, { wishes, stored });
    if (heard.path.startsWith('/files/')) return picture(heard);
    if (!id || !wish) return { status: 404, body: { detail: 'Request not found' } };
    if (heard.method === 'PUT') return cancel(wish);
    return heard.path.endsWith('/status') ? tell(host, id, wish) : result(host, id, wish);
  });
}

function submit(
  heard: Heard,
  host: FakeHost,
  { wishes, stored }: { wishes: Map<string, Wish>; stored: Map<string, Buffer> },
): Reply {
  const { prompt: said, image_url } = jsonOf(heard);
  if (image_url !== undefined && !isContent(String(image_url), stored))
    return {
      status: 422,
      body: { detail: [{ loc: ['body', 'image_url'], msg: 'no file', type: 'file_download_error' }] },
    };
  const prompt = String(said);
  const id = `fal-${wishes.size + 1}`;
  wishes.set(id, { prompt, polls: 1, isCancelled: false });
  if (prompt !== 'forbidden') host.charge(prompt);
  return { body: { request_id: id, queue_position: 0, ...addressesOf(host, id) } };
}

/** It promises a place that is signed, and takes the content there without a key. */
function promise(heard: Heard, { url }: FakeHost, stored: Map<string, Buffer>): Reply {
  const { content_type, file_name } = jsonOf(heard);
  if (typeof content_type !== 'string' || typeof file_name !== 'string') return { status: 422, body: {} };
  const id = `${stored.size + 1}-${file_name}`;
  stored.set(id, Buffer.alloc(0));
  return {
    body: { upload_url: `${url}/signed/${id}?token=once`, file_url: `https://v3.fal.media/files/${id}` },
  };
}

function keep({ path, method, headers, body }: Heard, stored: Map<string, Buffer>): Reply {
  const id = path.split('/').at(-1) ?? '';
  // Storage takes one proof of who somebody is, and no second.
  if (method !== 'PUT' || headers.authorization || !stored.has(id)) return { status: 400, body: '<Error/>' };
  stored.set(id, body);
  return { body: '' };
}

function isContent(url: string, stored: Map<string, Buffer>): boolean {
  return url.startsWith('data:image/') || (stored.get(url.split('/').at(-1) ?? '')?.length ?? 0) > 0;
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
  upload: {
    aboveBytes: 1_000_000,
    ask: { path: '/storage/upload/initiate', body: { content_type: '{type}', file_name: '{name}' } },
    send: { place: { at: '/upload_url' } },
    address: '/file_url',
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
