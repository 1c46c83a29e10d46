/** A folder in a bucket of an S3-compatible store, and what opens it. */
export type S3Store = {
  /** Without a path: `https://s3.eu-central-003.backblazeb2.com`. */
  endpoint: string;
  region: string;
  bucket: string;
  /** Empty, or with a slash at its end. */
  prefix: string;
  /** Whether the bucket stands in the path, not in the name of the host. */
  isPathStyle: boolean;
  accessKeyId: string;
  secretAccessKey: string;
};

type S3Address = Omit<S3Store, 'accessKeyId' | 'secretAccessKey'>;

const PARAMETERS = new Set(['endpoint', 'region', 'pathStyle']);
const DEFAULT_REGION = 'us-east-1';

/** Reads `s3://bucket/prefix?endpoint=…&region=…&pathStyle=1`; nothing when it is not such an address. */
export function readS3Address(text: string): S3Address | undefined {
  const url = URL.parse(text);
  // The parser has taken such parts of a path for a way up.
  if (/^[^?]*(?:%|\/\.{1,2}(?:[/?]|$))/.test(text)) return undefined;
  if (url?.protocol !== 's3:' || url.username || url.password || url.port || url.hash) return undefined;
  if ([...url.searchParams.keys()].some((name) => !PARAMETERS.has(name))) return undefined;
  const bucket = url.hostname;
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '');
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/.test(bucket)) return undefined;
  if (!/^(?:[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*)?$/.test(prefix) || prefix.length > 512) return undefined;
  const region = url.searchParams.get('region');
  const endpoint = endpointOf(url.searchParams.get('endpoint'), region ?? DEFAULT_REGION);
  const style = url.searchParams.get('pathStyle') ?? '1';
  if (!endpoint || !/^[01]$/.test(style) || !/^[A-Za-z0-9-]*$/.test(region ?? '')) return undefined;
  return {
    endpoint,
    region: region || regionIn(endpoint),
    bucket,
    prefix: prefix === '' ? '' : `${prefix}/`,
    isPathStyle: style === '1',
  };
}

function endpointOf(given: string | null, region: string): string | undefined {
  const url = URL.parse(given ?? `https://s3.${region}.amazonaws.com`);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined;
  return url.pathname === '/' && !url.search && !url.hash ? url.origin : undefined;
}

/** Amazon and Backblaze say it in the name: `s3.eu-central-003.backblazeb2.com`. */
function regionIn(endpoint: string): string {
  return /^https?:\/\/s3\.([a-z0-9-]+)\.[^.]+\.com$/.exec(endpoint)?.[1] ?? DEFAULT_REGION;
}

/** What may be said of it: never the keys. */
export function nameOfStore({ bucket, prefix, endpoint }: S3Address): string {
  return `s3://${bucket}/${prefix}`.replace(/\/$/, '').concat(` (${new URL(endpoint).host})`);
}
