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

/**
 * Lets only the signed in pass, and says who they are in `c.var.principal`. A client that names its user is refused
 * when the cookie is another's: what one person made offline must not be sent as somebody else's.
 */
export function signedIn(context: Context) {
  return createMiddleware<SignedInEnv>(async (c, next) => {
    const principal = await findPrincipal(context, factsOf(c));
    const claimed = c.req.header('x-raskadr-user');
    if (!principal || (claimed !== undefined && claimed !== principal.user))
      return refuse(c, { code: 'not_signed_in' });
    c.set('principal', principal);
    return next();
  });
}
