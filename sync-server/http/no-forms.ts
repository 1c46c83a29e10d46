import { createMiddleware } from 'hono/factory';
import { refuse } from './respond.ts';

/** What a page of another site can send without asking first. No route of ours takes any of it. */
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/** Stands behind the origin guard, for the browser that names no sender. */
export const noForms = createMiddleware(async (c, next) => {
  const mediaType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== undefined && FORM_TYPES.includes(mediaType)) {
    return refuse(c, { code: 'bad_input', field: 'content-type' });
  }
  return next();
});
