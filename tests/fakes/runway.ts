import { FakeHost, type Heard, jsonOf, type Reply } from './fake-host.ts';
import { pictureOf } from './provider.ts';

type Wish = { prompt: string; polls: number; isCancelled: boolean };

/** Of all its models together. */
const KNOWN = ['duration', 'seed', 'references', 'audio', 'negativePrompt'];
const ENDPOINT = /^\/v1\/(image_to_video|text_to_video|text_to_image)$/;
const CREDITS = 25;

/** What the failing tasks of this fake say, by their prompt. */
const RUNWAY_FAILURES: Record<string, string> = {
  forbidden: 'SAFETY.INPUT.TEXT',
  'forbidden outcome': 'SAFETY.OUTPUT.IMAGE',
  'forbidden words': 'INPUT_PREPROCESSING.SAFETY.TEXT',
  'bad asset': 'ASSET.INVALID',
  'bad outcome': 'INTERNAL.BAD_OUTPUT.CODE01',
  'third party': 'THIRD_PARTY.UNAVAILABLE',
  'their own': 'INTERNAL',
};

/** Tasks that wait, run, end or are called off; content that is brought before; results whose addresses are signed. */
export function startRunway(): Promise<FakeHost> {
  const wishes = new Map<string, Wish>();
  const uploads = new Map<string, Buffer>();
  return FakeHost.start((heard, host) => {
    if (heard.path.startsWith('/outputs/')) return picture(heard);
    if (heard.path.startsWith('/storage/')) return store(heard, uploads);
    if (heard.headers.authorization !== 'Bearer sk-1')
      return { status: 401, body: { error: 'Unauthorized' } };
    if (heard.headers['x-runway-version'] !== '2024-11-06')
      return { status: 400, body: { error: 'The API version must be specified' } };
    if (heard.method === 'POST' && heard.path === '/v1/uploads') return promise(host, uploads);
    if (heard.method === 'POST') return submit(heard, host, { wishes, uploads });
    if (heard.path === '/v1/organization') return { body: { creditBalance: 100 } };
    const id = heard.path.split('/').at(-1) ?? '';
    const wish = wishes.get(id);
    if (!wish) return { status: 404, body: { error: 'Task not found' } };
    if (heard.method === 'DELETE') return callOff(wish);
    return tell(host, id, wish);
  });
}

function submit(
  heard: Heard,
  host: FakeHost,
  { wishes, uploads }: { wishes: Map<string, Wish>; uploads: Map<string, Buffer> },
): Reply {
  const wrong = ENDPOINT.test(heard.path) ? wrongIn(heard, uploads) : 'path';
  if (wrong)
    return {
      status: 400,
      body: { error: 'Validation of body failed', issues: [{ code: 'invalid', path: [wrong] }], docUrl: '' },
    };
  const prompt = String(jsonOf(heard).promptText);
  const id = `17f20503-6c24-4c16-946b-35dbbce2af${String(wishes.size).padStart(2, '0')}`;
  wishes.set(id, { prompt, polls: 1, isCancelled: false });
  if (!Object.hasOwn(RUNWAY_FAILURES, prompt)) host.charge(prompt);
  return { body: { id, estimatedCost: { credits: CREDITS } } };
}

/** The shape that the real one insists on. */
function wrongIn(heard: Heard, uploads: Map<string, Buffer>): string | undefined {
  const { model, promptText, ratio, promptImage, referenceImages, ...rest } = jsonOf(heard);
  if (typeof model !== 'string') return 'model';
  if (typeof promptText !== 'string' || promptText.length === 0) return 'promptText';
  if (ratio !== undefined && !/^\d+:\d+$/.test(String(ratio))) return 'ratio';
  const foreign = Object.keys(rest).find((name) => !KNOWN.includes(name));
  if (foreign) return foreign;
  if (heard.path.endsWith('image_to_video') && promptImage === undefined) return 'promptImage';
  const images = [promptImage, referenceImages].flat().filter((one) => one !== undefined);
  return images.every((one) => isKnown(one, uploads)) ? undefined : 'promptImage';
}

function isKnown(image: unknown, uploads: Map<string, Buffer>): boolean {
  const uri = typeof image === 'string' ? image : addressIn(image);
  if (uri.startsWith('runway://')) return (uploads.get(uri.slice('runway://'.length))?.length ?? 0) > 0;
  return uri.startsWith('data:image/') && uri.length <= 5 * 1024 ** 2;
}

function addressIn(image: unknown): string {
  return typeof image === 'object' && image && 'uri' in image ? String(image.uri) : '';
}

function promise(host: FakeHost, uploads: Map<string, Buffer>): Reply {
  const id = `up-${uploads.size + 1}`;
  uploads.set(id, Buffer.alloc(0));
  return {
    body: { uploadUrl: `${host.url}/storage/${id}`, fields: { key: id }, runwayUri: `runway://${id}` },
  };
}

function store({ path, body }: Heard, uploads: Map<string, Buffer>): Reply {
  uploads.set(path.split('/').at(-1) ?? '', body);
  return { status: 204, body: '' };
}

function tell(host: FakeHost, id: string, wish: Wish): Reply {
  const about = { id, createdAt: '2026-11-21T00:00:00.000Z' };
  if (wish.isCancelled) return { body: { ...about, status: 'CANCELLED' } };
  if (wish.polls > 0) {
    wish.polls--;
    return { body: { ...about, status: 'RUNNING', progress: 0.5, estimatedCost: { credits: CREDITS } } };
  }
  const failureCode = RUNWAY_FAILURES[wish.prompt];
  if (failureCode) return { body: { ...about, status: 'FAILED', failure: 'It did not work', failureCode } };
  const output = [`${host.url}/outputs/${id}/${encodeURIComponent(wish.prompt)}?_jwt=signed`];
  return { body: { ...about, status: 'SUCCEEDED', output, cost: { credits: CREDITS } } };
}

function callOff(wish: Wish): Reply {
  wish.isCancelled = true;
  return { status: 204, body: '' };
}

async function picture({ path }: Heard): Promise<Reply> {
  return { body: await pictureOf(decodeURIComponent(path.split('/').at(-1) ?? '')) };
}
