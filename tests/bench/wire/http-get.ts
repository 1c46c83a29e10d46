import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

export type HttpAnswer = { body: Buffer; bytesOnWire: number };

/** A GET on a connection of its own, as a first visit makes it; counts everything that came over the wire. */
export async function httpGet(url: string, headers: Record<string, string>): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  get(url, { agent: false, headers: { ...headers, 'accept-encoding': 'gzip' } }, async (answer) => {
    try {
      const raw = await buffer(answer);
      if (answer.statusCode !== 200)
        throw new Error(`GET ${new URL(url).pathname} answered ${answer.statusCode}`);
      const isPacked = answer.headers['content-encoding'] === 'gzip';
      const body = isPacked ? await promisify(gunzip)(raw) : raw;
      resolve({ body, bytesOnWire: answer.socket.bytesRead });
    } catch (error) {
      reject(error);
    }
  }).on('error', reject);
  return await promise;
}
