import { createHash, randomUUID } from 'node:crypto';

export type S3Request = {
  method: string;
  key: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Buffer;
};
export type S3Reply = { status: number; headers?: Record<string, string>; body?: Buffer };

type Stored = { bytes: Buffer; tag: string; changedAtMs: number };
type Upload = { key: string; id: string; begunAtMs: number; parts: Map<number, Stored> };

const LAST_MODIFIED = 'last-modified';

/** What lies in one bucket, and what may be done with it. */
export class S3Bucket {
  readonly name: string;
  readonly objects = new Map<string, Stored>();
  readonly uploads = new Map<string, Upload>();
  /** How many times each key was written: with versions every one of them is kept and paid for. */
  readonly writes = new Map<string, number>();
  pageSize = 1000;
  /** Whether a list gives its keys the other way round. */
  isListReversed = false;
  readonly #hasVersions: boolean;
  readonly #nowMs: () => number;

  constructor(name: string, { hasVersions, nowMs }: { hasVersions: boolean; nowMs: () => number }) {
    this.name = name;
    this.#hasVersions = hasVersions;
    this.#nowMs = nowMs;
  }

  handle(request: S3Request): S3Reply {
    const { method, key, query } = request;
    if (key === '') return this.#ofBucket(method, query);
    if (query.has('uploads') || query.has('uploadId')) return this.#ofUpload(request);
    if (method === 'PUT') return this.#put(request);
    if (method === 'DELETE') {
      this.objects.delete(key);
      return { status: 204 };
    }
    if (method === 'GET' || method === 'HEAD') return this.#get(request);
    return refusal(501, 'NotImplemented');
  }

  #put({ key, body }: S3Request): S3Reply {
    const tag = this.#write(key, body);
    return { status: 200, headers: { etag: tag, ...this.#version() } };
  }

  #write(key: string, bytes: Buffer, tag = tagOf(bytes)): string {
    this.objects.set(key, { bytes, tag, changedAtMs: this.#nowMs() });
    this.writes.set(key, (this.writes.get(key) ?? 0) + 1);
    return tag;
  }

  #version(): Record<string, string> {
    return this.#hasVersions ? { 'x-amz-version-id': randomUUID() } : {};
  }

  #get({ key, headers }: S3Request): S3Reply {
    const found = this.objects.get(key);
    if (!found) return refusal(404, 'NoSuchKey');
    const { bytes, tag, changedAtMs } = found;
    const shown = {
      etag: tag,
      [LAST_MODIFIED]: new Date(changedAtMs).toUTCString(),
      'accept-ranges': 'bytes',
    };
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
    if (from === undefined) return { status: 200, headers: shown, body: bytes };
    const end = Math.min(to ? Number(to) + 1 : bytes.byteLength, bytes.byteLength);
    if (Number(from) >= bytes.byteLength) return refusal(416, 'InvalidRange');
    const range = `bytes ${from}-${end - 1}/${bytes.byteLength}`;
    return {
      status: 206,
      headers: { ...shown, 'content-range': range },
      body: bytes.subarray(Number(from), end),
    };
  }

  #ofBucket(method: string, query: URLSearchParams): S3Reply {
    if (method === 'HEAD') return { status: 200 };
    if (method !== 'GET') return refusal(501, 'NotImplemented');
    if (query.has('location')) return xml('<LocationConstraint/>');
    if (query.has('uploads')) return this.#listUploads(query);
    return this.#listObjects(query);
  }

  #listObjects(query: URLSearchParams): S3Reply {
    const prefix = query.get('prefix') ?? '';
    const max = Math.min(Number(query.get('max-keys') ?? 1000), this.pageSize);
    const after = query.get('continuation-token') ?? query.get('marker') ?? '';
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    if (this.isListReversed) keys.reverse();
    // The token says where a page ended, and is as opaque as a real one: it has signs that XML and URLs change.
    const last = Buffer.from(after.slice(2), 'base64').toString();
    const left = after === '' ? keys : keys.filter((key) => (this.isListReversed ? key < last : key > last));
    const page = left.slice(0, max);
    const isMore = page.length < left.length;
    const token = isMore ? `&<${Buffer.from(page.at(-1) ?? '').toString('base64')}` : '';
    const contents = page.map((key) => {
      const { bytes, tag, changedAtMs } = this.objects.get(key) ?? { bytes: '', tag: '', changedAtMs: 0 };
      return `<Contents><Key>${escaped(key)}</Key><LastModified>${new Date(changedAtMs).toISOString()}</LastModified><ETag>${escaped(tag)}</ETag><Size>${bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
    });
    return xml(
      `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${this.name}</Name><Prefix>${escaped(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>${max}</MaxKeys><IsTruncated>${isMore}</IsTruncated>${contents.join('')}${isMore ? `<NextContinuationToken>${escaped(token)}</NextContinuationToken>` : ''}</ListBucketResult>`,
    );
  }

  #listUploads(query: URLSearchParams): S3Reply {
    const prefix = query.get('prefix') ?? '';
    const after = `${query.get('key-marker') ?? ''} ${query.get('upload-id-marker') ?? ''}`;
    const all = [...this.uploads.values()]
      .filter(({ key }) => key.startsWith(prefix))
      .map((upload) => ({ ...upload, at: `${upload.key} ${upload.id}` }))
      .filter(({ at }) => after === ' ' || at > after)
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    const page = all.slice(0, this.pageSize);
    const last = all.length > page.length ? page.at(-1) : undefined;
    const markers = last
      ? `<NextKeyMarker>${last.key}</NextKeyMarker><NextUploadIdMarker>${last.id}</NextUploadIdMarker>`
      : '';
    return xml(
      `<ListMultipartUploadsResult><IsTruncated>${last !== undefined}</IsTruncated>${markers}${page
        .map(
          ({ key, id, begunAtMs }) =>
            `<Upload><Key>${escaped(key)}</Key><UploadId>${id}</UploadId><Initiated>${new Date(begunAtMs).toISOString()}</Initiated></Upload>`,
        )
        .join('')}</ListMultipartUploadsResult>`,
    );
  }

  #ofUpload({ method, key, query, body }: S3Request): S3Reply {
    if (method === 'POST' && query.has('uploads')) {
      const id = randomUUID();
      this.uploads.set(id, { key, id, begunAtMs: this.#nowMs(), parts: new Map() });
      return xml(
        `<InitiateMultipartUploadResult><Key>${escaped(key)}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      );
    }
    const upload = this.uploads.get(query.get('uploadId') ?? '');
    if (upload?.key !== key) return refusal(404, 'NoSuchUpload');
    if (method === 'PUT') {
      const part = { bytes: body, tag: tagOf(body), changedAtMs: this.#nowMs() };
      upload.parts.set(Number(query.get('partNumber')), part);
      return { status: 200, headers: { etag: part.tag } };
    }
    if (method === 'DELETE') {
      this.uploads.delete(upload.id);
      return { status: 204 };
    }
    return method === 'POST' ? this.#complete(upload, body.toString()) : refusal(501, 'NotImplemented');
  }

  #complete(upload: Upload, text: string): S3Reply {
    const named = [...text.matchAll(/<PartNumber>(\d+)<\/PartNumber>\s*<ETag>([^<]*)<\/ETag>/g)];
    const parts = named.map(([, number, tag = '']) => {
      const part = upload.parts.get(Number(number));
      // Clients send it with its quotes and without.
      return part && bare(part.tag) === bare(unescaped(tag)) ? part.bytes : undefined;
    });
    const whole = parts.filter((part) => part !== undefined);
    if (whole.length < parts.length || whole.length === 0) return refusal(400, 'InvalidPart');
    this.uploads.delete(upload.id);
    const tag = this.#write(upload.key, Buffer.concat(whole), `"${randomUUID()}-${whole.length}"`);
    return xml(`<CompleteMultipartUploadResult><ETag>${escaped(tag)}</ETag></CompleteMultipartUploadResult>`);
  }
}

function tagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

function xml(text: string): S3Reply {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`);
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function refusal(status: number, code: string): S3Reply {
  return { ...xml(`<Error><Code>${code}</Code></Error>`), status };
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}

function bare(tag: string): string {
  return tag.replace(/^"|"$/g, '');
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);|&quot;/g, (_, code) => (code ? String.fromCharCode(Number(code)) : '"'));
}
