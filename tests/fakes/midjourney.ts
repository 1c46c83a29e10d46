import { FakeHost, type Heard, jsonOf, type Reply } from './fake-host.ts';
import { pictureOf } from './provider.ts';

type Wish = { prompt: string; polls: number };

/** A reseller of pictures: everything in an envelope, refusals under status 200, four pictures or one sheet of them. */
export function startMidjourney(): Promise<FakeHost> {
  const wishes = new Map<string, Wish>();
  return FakeHost.start((heard, host) => {
    if (heard.path.startsWith('/files/')) return picture(heard);
    if (heard.headers['x-api-key'] !== 'sk-1')
      return { status: 401, body: { code: 401, message: 'bad key' } };
    if (heard.path === '/api/ephemeral_resource') return take(heard, host);
    if (heard.method === 'POST') return submit(heard, host, wishes);
    const id = heard.path.split('/').at(-1) ?? '';
    const wish = wishes.get(id);
    return wish ? tell(host, id, wish) : { status: 404, body: { code: 404, message: 'no task' } };
  });
}

/** Content in base64, of which an address comes back. */
function take(heard: Heard, { url }: FakeHost): Reply {
  const { file_name, file_data } = jsonOf(heard);
  if (typeof file_name !== 'string' || typeof file_data !== 'string')
    return { status: 400, body: { code: 400, message: 'file_data' } };
  return { body: { code: 200, data: { url: `${url}/ephemeral/${file_name}` }, message: 'success' } };
}

function submit(heard: Heard, host: FakeHost, wishes: Map<string, Wish>): Reply {
  const { input } = jsonOf(heard);
  // The body of this fake's own definition.
  const { prompt } = input as { prompt: string };
  const id = `mj-${wishes.size + 1}`;
  wishes.set(id, { prompt, polls: 1 });
  if (prompt !== 'forbidden') host.charge(prompt);
  return { body: { code: 200, data: { task_id: id, status: 'pending' }, message: 'success' } };
}

function tell(host: FakeHost, id: string, wish: Wish): Reply | Promise<Reply> {
  if (wish.polls > 0) {
    wish.polls--;
    return envelope({ task_id: id, status: 'Processing', output: { progress: 40 } });
  }
  if (wish.prompt === 'forbidden')
    return envelope({
      task_id: id,
      status: 'Failed',
      error: { code: 10_000, message: 'Banned prompt: forbidden' },
    });
  if (wish.prompt.endsWith('inline'))
    return pictureOf(wish.prompt).then((bytes) =>
      envelope({ task_id: id, status: 'Completed', output: { image_base64: bytes.toString('base64') } }),
    );
  const at = (part: string) => `${host.url}/files/${part}/${encodeURIComponent(wish.prompt)}`;
  const isSheet = wish.prompt.endsWith('sheet');
  return envelope({
    task_id: id,
    status: 'Completed',
    output: { image_url: at('sheet'), temporary_image_urls: isSheet ? null : ['1', '2', '3', '4'].map(at) },
    error: { code: 0, message: '' },
  });
}

function envelope(data: object): Reply {
  return { body: { code: 200, data, message: 'success' } };
}

async function picture({ path }: Heard): Promise<Reply> {
  const [, , part, prompt = ''] = path.split('/');
  return { body: await pictureOf(`${part} ${decodeURIComponent(prompt)}`) };
}

/** The whole of what the house knows of it. */
export const MIDJOURNEY = {
  submit: {
    path: '/api/v1/task',
    body: {
      model: 'midjourney',
      task_type: 'imagine',
      input: {
        prompt: '{prompt}',
        image_url: '{param.picture}',
        aspect_ratio: '{param.aspect}',
        process_mode: '{param.mode}',
      },
      config: { service_mode: 'public' },
    },
    withinS: 2,
  },
  upload: {
    ask: { path: '/api/ephemeral_resource', body: { file_name: '{name}', file_data: '{content}' } },
    address: '/data/url',
    maxBytes: 10 * 1024 ** 2,
    withinS: 2,
  },
  key: { header: 'x-api-key' },
  taskId: '/data/task_id',
  poll: {
    path: '/api/v1/task/{taskId}',
    status: '/data/status',
    done: ['completed', 'finished'],
    failed: ['failed'],
    progress: '/data/output/progress',
    progressMax: 100,
    afterMs: 200,
    reason: '/data/error/message',
  },
  outputs: { files: ['/data/output/temporary_image_urls', '/data/output/image_url'] },
  refusals: [
    { at: '/data/error/message', is: 'Banned prompt', fault: 'provider_refused_content' },
    { status: 200, at: '/code', is: '402', fault: 'provider_no_money' },
    { status: 200, at: '/code', isNot: '200', fault: 'provider_failed' },
  ],
};
