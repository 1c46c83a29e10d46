import { Hono } from 'hono';
import type { SignedInEnv } from '../auth/signed-in.ts';
import type { Bells, Ring } from './bells.ts';

const HEARTBEAT_MS = 20_000;
/** A reader that leaves more than this unread is hung up; it comes back and catches up. */
const UNREAD_MAX = 256;

/**
 * `{epoch, feed, seq}` whenever a feed that the user may read has moved. Nothing is rung for the time before: who
 * begins to listen pulls once.
 */
export function bellRoutes(bells: Bells) {
  return new Hono<SignedInEnv>().get('/api/bells', (c) => {
    const { user, session } = c.var.principal;
    return c.body(bellStream(bells, { user, session }), 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // A proxy that gathers an answer would keep every ring to itself.
      'x-accel-buffering': 'no',
    });
  });
}

function bellStream(
  bells: Bells,
  caller: Pick<Parameters<Bells['listen']>[0], 'user' | 'session'>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let hangUp = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const say = (text: string) => {
          if ((controller.desiredSize ?? 0) < 0) leave();
          else controller.enqueue(encoder.encode(text));
        };
        const heartbeat = setInterval(() => say(':\n\n'), HEARTBEAT_MS);
        heartbeat.unref();
        const forget = bells.listen({
          ...caller,
          hear: (ring: Ring) => say(`data: ${JSON.stringify(ring)}\n\n`),
          close: () => leave(),
        });
        hangUp = () => {
          clearInterval(heartbeat);
          forget();
        };
        const leave = () => {
          hangUp();
          controller.close();
        };
        say('retry: 3000\n\n');
      },
      cancel: () => hangUp(),
    },
    { highWaterMark: UNREAD_MAX },
  );
}
