import { type Context, Hono } from 'hono';
import { LoginBody, type Me, SetupBody } from '#shared/account/account.ts';
import type { Result } from '#shared/result.ts';
import { jsonBody } from '../http/json-body.ts';
import { factsOf } from '../http/request-facts.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import type { AuthContext } from './auth-context.ts';
import type { Principal } from './principal.ts';
import { clearSessionCookie, sessionTokenOf, setSessionCookie } from './session-cookie.ts';
import { setUp } from './set-up.ts';
import { type SignedIn, signIn, type Visitor } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { findPrincipal, signedIn } from './signed-in.ts';
import { hasUsers } from './store.ts';

export function authRoutes(context: AuthContext) {
  const { source } = context;

  function visitorOf(c: Context): Visitor {
    const facts = factsOf(c);
    return {
      address: source.addressOf(facts),
      userAgent: facts.header('user-agent') ?? '',
      token: sessionTokenOf(facts, source),
    };
  }

  function admit(c: Context, result: Result<SignedIn>) {
    if (!result.ok) return refuse(c, result.fault);
    setSessionCookie(c, source, result.value.token);
    return c.json(result.value.me, 200);
  }

  return (
    new Hono()
      // A browser that does not know yet whether anybody is signed in asks here: no stranger is an error.
      .get('/api/setup', async (c) => {
        const principal = await findPrincipal(context, factsOf(c));
        return c.json(
          { open: !(await hasUsers(context.database)), me: principal ? meOf(principal) : null },
          200,
        );
      })
      .post('/api/setup', jsonBody, valid('json', SetupBody), async (c) =>
        admit(c, await setUp(context, c.req.valid('json'), visitorOf(c))),
      )
      .post('/api/auth/login', jsonBody, valid('json', LoginBody), async (c) =>
        admit(c, await signIn(context, c.req.valid('json'), visitorOf(c))),
      )
      .post('/api/auth/logout', async (c) => {
        await signOut(context, visitorOf(c).token);
        clearSessionCookie(c, source);
        // What the browser cached of this person's pictures; the page wipes its own stores, after asking.
        c.header('Clear-Site-Data', '"cache"');
        return c.body(null, 204);
      })
      .get('/api/me', signedIn(context), (c) => c.json(meOf(c.var.principal), 200))
  );
}

function meOf({ user, login, role }: Principal): Me {
  return { id: user, login, role };
}
