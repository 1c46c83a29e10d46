import { createMiddleware } from 'hono/factory';
import { factsOf, type RequestFacts } from '../http/request-facts.ts';
import { refuse } from '../http/respond.ts';
import type { AuthContext } from './auth-context.ts';
import type { Principal } from './principal.ts';
import { sessionTokenOf } from './session-cookie.ts';

export type SignedInEnv = { Variables: { principal: Principal } };

type Context = Pick<AuthContext, 'sessions' | 'source'>;

/** Who sends this request or upgrade, by its cookie. */
export function findPrincipal(
  { sessions, source }: Context,
  facts: RequestFacts,
): Promise<Principal | undefined> {
  return sessions.validate(sessionTokenOf(facts, source));
}

/** Lets only the signed in pass, and says who they are in `c.var.principal`. */
export function signedIn(context: Context) {
  return createMiddleware<SignedInEnv>(async (c, next) => {
    const principal = await findPrincipal(context, factsOf(c));
    if (!principal) return refuse(c, { code: 'not_signed_in' });
    c.set('principal', principal);
    return next();
  });
}
