import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sha256 } from '#server/blobs/blob-store.ts';
import { realDisk } from '#server/blobs/disk.ts';
import { S3Blobs, type S3BlobsOptions } from '#server/blobs/s3/s3-blobs.ts';
import { S3Client } from '#server/blobs/s3/s3-client.ts';
import type { S3Store } from '#server/blobs/s3/s3-store.ts';
import { openWire, type Wire } from '#server/blobs/s3/s3-wire.ts';
import { silentLog } from '#server/ports.ts';
import { FakeS3, S3_KEYS } from '../fakes/s3.ts';
import { CEPH_KEYS, Ceph, isCephHere } from './ceph.ts';

const MEGABYTE = 1024 * 1024;
/** More than one page of any list. */
const MANY = 1100;
const LIMITS = { maxBytes: 1e9 };
/** No store takes smaller parts, but for the last one. */
const PART_BYTES = 5 * MEGABYTE;

class Killed extends Error {}

/** The same questions to our fakes and to a store that others have written: what they answer must be the same. */
export async function askStores() {
  const violations: string[] = [];
  const asked: string[] = [];
  for (const mode of ['aws', 'b2'] as const) {
    await using fake = await FakeS3.start(mode);
    violations.push(...(await ask(`подделка ${mode}`, { endpoint: fake.url, ...S3_KEYS })));
    asked.push(`подделка ${mode}`);
  }
  if (isCephHere()) {
    await using ceph = await Ceph.start();
    violations.push(...(await ask('Ceph', { endpoint: ceph.url, ...CEPH_KEYS })));
    asked.push('Ceph');
  } else asked.push('без Ceph: не установлены radosgw, ceph-mon, ceph-osd');
  return { figures: `${asked.join(', ')}; вопросов каждому ${QUESTIONS.length}`, violations };
}

type Keys = Pick<S3Store, 'endpoint' | 'accessKeyId' | 'secretAccessKey'>;

async function ask(name: string, keys: Keys): Promise<string[]> {
  const store = { region: 'default', bucket: 'studio', prefix: 'kino/', isPathStyle: true, ...keys };
  const house = await House.open(store);
  const violations: string[] = [];
  for (const [title, question] of QUESTIONS) {
    const startedMs = performance.now();
    const wrong = await question(house).catch((error) => `${error.stack} ${error.cause ?? ''}`);
    const tookS = ((performance.now() - startedMs) / 1000).toFixed(1);
    process.stdout.write(`  ${name}: ${title}: ${wrong === undefined ? 'да' : 'НЕТ'}, ${tookS} с\n`);
    if (wrong !== undefined) violations.push(`${name}: ${title}: ${wrong}`);
  }
  await house[Symbol.asyncDispose]();
  return violations;
}

/** Processes that come and go over one store. */
class House implements AsyncDisposable {
  readonly store: S3Store;
  readonly root: string;

  private constructor(store: S3Store, root: string) {
    this.store = store;
    this.root = root;
  }

  static async open(store: S3Store): Promise<House> {
    const root = await mkdtemp(join(tmpdir(), 'raskadr-store-'));
    const house = new House(store, root);
    // A bucket that is there already is as good.
    await house
      .client()
      .send({ method: 'PUT' })
      .catch(() => undefined);
    return house;
  }

  client(): S3Client {
    return new S3Client(this.store, this.options());
  }

  options(wishes: Partial<S3BlobsOptions> = {}): S3BlobsOptions {
    const { store, root } = this;
    const wallMs = () => Date.now();
    const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
    return { store, root, disk: realDisk, wire: openWire(), log: silentLog, wallMs, wait, ...wishes };
  }

  async blobs(wishes: Partial<S3BlobsOptions> = {}): Promise<S3Blobs> {
    const blobs = new S3Blobs(this.options(wishes));
    await blobs.open();
    return blobs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

async function put(blobs: S3Blobs, bytes: Buffer): Promise<Sha256> {
  async function* content() {
    for (let at = 0; at < bytes.byteLength; at += MEGABYTE) yield bytes.subarray(at, at + MEGABYTE);
  }
  const done = await blobs.put(content(), LIMITS);
  if (!done.ok) throw new Error(done.fault.code);
  return done.value.sha256;
}

async function read(blobs: S3Blobs, sha256: Sha256, range?: { from: number; to: number }): Promise<Buffer> {
  return Buffer.from(await new Response(await blobs.read(sha256, range)).arrayBuffer());
}

/** Counts what is sent through it, and ends the process after so many steps, before or after something is done. */
function watched(stepsLeft = Number.POSITIVE_INFINITY): { wire: Wire; asked: string[] } {
  const real = openWire();
  const asked: string[] = [];
  let left = stepsLeft;
  const step = () => {
    if (left-- <= 0) throw new Killed('killed');
  };
  const wire: Wire = async (request) => {
    step();
    asked.push(`${request.method}${request.url.search}`);
    const answer = await real(request);
    step();
    return answer;
  };
  return { wire, asked };
}

type Question = (house: House) => Promise<string | undefined>;

const QUESTIONS: [string, Question][] = [
  ['годится', async (house) => (await (await house.blobs()).findWhyUnusable())?.why],
  [
    'неверные ключи, бакет и часы узнаются',
    async (house) => {
      const why = async (wrong: Partial<S3Store>, aheadMs = 0) => {
        const wallMs = () => Date.now() + aheadMs;
        const blobs = await house.blobs({ store: { ...house.store, ...wrong }, wallMs });
        const fault = await blobs.findWhyUnusable();
        return fault?.why;
      };
      const found = [
        await why({ secretAccessKey: 'wrong' }),
        await why({ accessKeyId: 'nobody' }),
        await why({ bucket: 'another' }),
        await why({}, 3_600_000),
      ].join();
      return found === 'keys,keys,no_bucket,clock' ? undefined : found;
    },
  ],
  [
    'содержимое целиком, частями и по диапазонам',
    async (house) => {
      for (const bytes of [Buffer.alloc(0), randomBytes(1), randomBytes(3 * MEGABYTE)]) {
        const blobs = await house.blobs();
        const sha256 = await put(blobs, bytes);
        const fresh = await house.blobs();
        if ((await fresh.find(sha256))?.sizeBytes !== bytes.byteLength) return `размер ${bytes.byteLength}`;
        if (!(await read(fresh, sha256)).equals(bytes)) return `содержимое ${bytes.byteLength}`;
        const span = { from: 1_000_000, to: 2_000_001 };
        if (
          bytes.byteLength > span.to &&
          !(await read(fresh, sha256, span)).equals(bytes.subarray(span.from, span.to))
        )
          return 'диапазон';
      }
      return undefined;
    },
  ],
  [
    '70 МБ частями, второй раз ничего',
    async (house) => {
      const bytes = randomBytes(70 * MEGABYTE + 12_345);
      const { wire, asked } = watched();
      const sha256 = await put(await house.blobs({ wire }), bytes);
      if (asked.filter((one) => one.includes('partNumber')).length !== 5) return `частей: ${asked.join(' ')}`;
      if (!(await read(await house.blobs(), sha256)).equals(bytes)) return 'содержимое';
      const again = watched();
      await put(await house.blobs({ wire: again.wire }), bytes);
      return again.asked.join() === 'HEAD' ? undefined : again.asked.join();
    },
  ],
  [
    'убитый на каждом шаге: целиком или ничего',
    async (house) => {
      for (const isInParts of [false, true])
        for (let cut = 0; ; cut++) {
          const bytes = randomBytes(isInParts ? 11 * MEGABYTE : 1000);
          const sha256 = Sha256.parse(createHash('sha256').update(bytes).digest('hex'));
          const wishes = isInParts ? { oneRequestMaxBytes: 1, partBytes: PART_BYTES } : {};
          const killed = await put(await house.blobs({ ...wishes, ...watched(cut) }), bytes).catch(
            (error) => error,
          );
          const found = await (await house.blobs()).find(sha256);
          if (found && found.sizeBytes !== bytes.byteLength) return `половина после ${cut} шагов`;
          if (!(killed instanceof Killed)) {
            if (killed !== sha256) return String(killed);
            break;
          }
          await put(await house.blobs(wishes), bytes);
          if (!(await read(await house.blobs(), sha256)).equals(bytes))
            return `содержимое после ${cut} шагов`;
        }
      return undefined;
    },
  ],
  [
    'брошенное в частях убирается через сутки',
    async (house) => {
      const uploads = async () => {
        const page = await house.client().sendForText({ method: 'GET', query: { uploads: '' } });
        return page?.split('<UploadId>').length ?? 0;
      };
      const before = await uploads();
      await (await house.blobs()).sweepUnfinished();
      if ((await uploads()) !== before) return 'убрано раньше срока';
      await (await house.blobs({ wallMs: () => Date.now() + 25 * 3_600_000 })).sweepUnfinished();
      const left = (await uploads()) - 1;
      return before > 1 && left === 0 ? undefined : `было ${before - 1}, осталось ${left}`;
    },
  ],
  [
    `список из ${MANY} по страницам, удаление по одному`,
    async (house) => {
      const blobs = await house.blobs();
      const wanted = new Set<string>();
      let next = 0;
      const lane = async () => {
        while (next < MANY)
          wanted.add(await put(blobs, Buffer.from(`кадр ${next++} ${house.store.endpoint}`)));
      };
      await Promise.all(Array.from({ length: 8 }, lane));
      const listed = new Map<string, number>();
      for await (const { sha256, sizeBytes } of blobs.listSized()) listed.set(sha256, sizeBytes);
      const missing = [...wanted].filter((sha256) => !listed.has(sha256)).length;
      if (wanted.size !== MANY || missing > 0) return `нет в списке ${missing} из ${wanted.size}`;
      for (const sha256 of listed.keys()) await blobs.removeIf(Sha256.parse(sha256), async () => true);
      for await (const sha256 of blobs.list()) return `осталось ${sha256}`;
      const [gone = ''] = wanted;
      if (await blobs.find(Sha256.parse(gone))) return 'удалённое находится';
      return (await readdir(join(house.root, 'parts'))).length === 0 ? undefined : 'остались файлы';
    },
  ],
];
