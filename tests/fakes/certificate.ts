import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

const DAY_MS = 24 * 3600_000;
const COMMON_NAME = '550403';
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const BASIC_CONSTRAINTS = '551d13';
const ALTERNATIVE_NAMES = '551d11';

/** Somebody who vouches for servers, whom nobody knows unless he is told of. */
export class Authority {
  readonly #key: KeyObject;
  readonly #name: string;
  /** What a program that trusts him is given. */
  readonly cert: string;

  constructor(name = 'Test authority') {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    this.#name = name;
    this.cert = this.#certify({ name, publicKey, hosts: [], isAuthority: true, endsInMs: DAY_MS });
  }

  /** Key and certificate of a server under these names and addresses. */
  vouchFor(
    hosts: string[],
    { endsInMs = DAY_MS }: { endsInMs?: number } = {},
  ): { key: string; cert: string } {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const cert = this.#certify({ name: hosts[0] ?? '', publicKey, hosts, isAuthority: false, endsInMs });
    return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
  }

  #certify({
    name,
    publicKey,
    hosts,
    isAuthority,
    endsInMs,
  }: {
    name: string;
    publicKey: KeyObject;
    hosts: string[];
    isAuthority: boolean;
    endsInMs: number;
  }): string {
    const algorithm = sequence(oid(ECDSA_WITH_SHA256));
    const extensions = [
      sequence(
        oid(BASIC_CONSTRAINTS),
        tagged(0x01, 'ff'),
        octets(sequence(...(isAuthority ? [tagged(0x01, 'ff')] : []))),
      ),
      ...(hosts.length > 0
        ? [sequence(oid(ALTERNATIVE_NAMES), octets(sequence(...hosts.map(hostName))))]
        : []),
    ];
    const body = sequence(
      tagged(0xa0, tagged(0x02, '02')),
      tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      algorithm,
      nameOf(this.#name),
      sequence(time(Date.now() - 2 * DAY_MS), time(Date.now() + endsInMs)),
      nameOf(name),
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', body, this.#key);
    const whole = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
    const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
    return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  }
}

// Just so much of DER as a certificate needs.

function tagged(tag: number, content: Buffer | string): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'hex') : content;
  const { length } = bytes;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), bytes]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return tagged(0x06, hex);
}

function octets(content: Buffer): Buffer {
  return tagged(0x04, content);
}

function nameOf(name: string): Buffer {
  return sequence(tagged(0x31, sequence(oid(COMMON_NAME), tagged(0x0c, Buffer.from(name)))));
}

function time(atMs: number): Buffer {
  const text = new Date(atMs).toISOString().replace(/[-:T]|\.\d+/g, '');
  return tagged(0x18, Buffer.from(text));
}

function hostName(host: string): Buffer {
  return isIPv4(host)
    ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
    : tagged(0x82, Buffer.from(host));
}
