import { bodyLimit } from 'hono/body-limit';
import { every } from 'hono/combine';
import { createMiddleware } from 'hono/factory';
import { refuse } from './respond.ts';

const JSON_BODY_MAX_BYTES = 2 * 1024 * 1024;

const limitStream = bodyLimit({
  maxSize: JSON_BODY_MAX_BYTES,
  onError: (c) => refuse(c, { code: 'too_large', limitBytes: JSON_BODY_MAX_BYTES }),
});

/** A length that is told is kept by Node. To ask for the stream would cost as much as the rest of a small request. */
const limitBody = createMiddleware(async (c, next) => {
  const length = c.req.header('content-length');
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) return limitStream(c, next);
  if (Number(length) > JSON_BODY_MAX_BYTES)
    return refuse(c, { code: 'too_large', limitBytes: JSON_BODY_MAX_BYTES });
  return next();
});

/** A form of another site cannot send this content type without being asked for permission first. */
const readJson = createMiddleware(async (c, next) => {
  const mediaType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') return refuse(c, { code: 'bad_input', field: 'content-type' });
  try {
    await c.req.json();
  } catch {
    return refuse(c, { code: 'bad_input', field: 'body' });
  }
  return next();
});

/** Before `valid('json', …)`: at most 2 MiB, JSON by name and by content. */
export const jsonBody = every(limitBody, readJson);
