import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';

/** What the checks need of a request, the same for a Hono request and a websocket upgrade. */
export type RequestFacts = {
  method: string;
  header(name: string): string | undefined;
  remoteAddress: string | undefined;
};

export function factsOf(c: Context): RequestFacts {
  // Requests made by `app.request()` come without a socket.
  const bindings: { incoming?: IncomingMessage } | undefined = c.env;
  return {
    method: c.req.method,
    header: (name) => c.req.header(name) ?? (name === 'host' ? new URL(c.req.url).host : undefined),
    remoteAddress: bindings?.incoming?.socket.remoteAddress,
  };
}

export function factsOfIncoming(request: IncomingMessage): RequestFacts {
  return {
    method: request.method ?? 'GET',
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    remoteAddress: request.socket.remoteAddress,
  };
}
