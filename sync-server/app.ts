import { Hono } from 'hono';
import { openAPIRouteHandler } from 'hono-openapi';
import type { Fault } from '#shared/fault.ts';
import { archiveRoutes } from './archive/routes.ts';
import type { AuthContext } from './auth/auth-context.ts';
import { authRoutes } from './auth/routes.ts';
import { sessionRoutes } from './auth/session-routes.ts';
import { type SignedInEnv, signedIn } from './auth/signed-in.ts';
import { userRoutes } from './auth/user-routes.ts';
import { modelRoutes } from './catalogue/model-routes.ts';
import { providerRoutes } from './catalogue/provider-routes.ts';
import { catalogueRoutes } from './catalogue/routes.ts';
import type { Config } from './config.ts';
import type { Core } from './core.ts';
import { DamagedDocError } from './documents/doc-log.ts';
import { documentRoutes } from './documents/routes.ts';
import { bellRoutes } from './feeds/bell-routes.ts';
import { feedRoutes } from './feeds/routes.ts';
import { type Health, healthRoutes } from './health/routes.ts';
import { storageRoutes } from './health/storage-routes.ts';
import { securityHeaders } from './http/headers.ts';
import { noForms } from './http/no-forms.ts';
import { originGuard, originRulesOf } from './http/origin.ts';
import { pageRoutes } from './http/pages.ts';
import { requestTrace } from './http/request-trace.ts';
import { refuse } from './http/respond.ts';
import { storageFault } from './http/storage-fault.ts';
import type { IncomingContext } from './incoming/incoming-context.ts';
import { incomingRoutes } from './incoming/routes.ts';
import { houseBudgetRoutes } from './jobs/house-budget-routes.ts';
import { jobRoutes } from './jobs/routes.ts';
import { mediaRoutes } from './media/routes.ts';
import { metricsRoutes } from './metrics/routes.ts';
import { mutationRoutes } from './mutations/routes.ts';
import { demoRoutes } from './projects/demo-routes.ts';
import { memberRoutes } from './projects/member-routes.ts';
import { projectRoutes } from './projects/routes.ts';
import { unownedRoutes } from './projects/unowned-routes.ts';
import { runnerProtocolRoutes } from './runners/protocol-routes.ts';
import { runnerRoutes } from './runners/routes.ts';
import type { RunnerContext } from './runners/runner-context.ts';

/** Everything the server answers over HTTP. Each route stands behind the origin guard; most also behind a session. */
export async function createApp(ports: {
  core: Core;
  auth: AuthContext;
  config: Config;
  health: Health & { freeBytes(): number | undefined };
  runners: RunnerContext;
  incoming: IncomingContext;
  buildDir: string;
}) {
  const { core, auth, config, health, runners, incoming, buildDir } = ports;
  const { vault } = runners;
  const { allowedOrigins, accounts } = config;
  const catalogue = { core, vault, allowedOrigins, accounts };
  const app = new Hono<SignedInEnv>()
    .use(requestTrace(core))
    .use(securityHeaders(config))
    .use(originGuard(originRulesOf(config)))
    .use(noForms)
    .route('/', healthRoutes(health))
    .route('/', metricsRoutes(core.metrics, config))
    .route('/', authRoutes(auth))
    .route('/', runnerProtocolRoutes(runners))
    .use('/api/*', signedIn(auth))
    .use('/media/*', signedIn(auth))
    .route('/', sessionRoutes(auth))
    .route('/', userRoutes(auth))
    .route('/', storageRoutes({ dataDir: config.dataDir, freeBytes: () => health.freeBytes() }))
    .route('/', projectRoutes(core))
    .route('/', memberRoutes(core))
    .route('/', unownedRoutes(core))
    .route('/', demoRoutes(core))
    .route('/', documentRoutes(core))
    .route('/', archiveRoutes({ ...core, dataDir: config.dataDir, blobs: runners.blobs }))
    .route('/', feedRoutes(core))
    .route('/', bellRoutes(core.bells))
    .route('/', catalogueRoutes(core))
    .route('/', providerRoutes(catalogue))
    .route('/', modelRoutes(catalogue))
    .route('/', jobRoutes(core))
    .route('/', houseBudgetRoutes(core))
    .route('/', runnerRoutes(runners))
    .route('/', incomingRoutes(incoming))
    .route('/', mediaRoutes({ ...core, blobs: runners.blobs }))
    .route('/', mutationRoutes({ ...core, nowMs: () => core.clock.nowMs() }));
  app.get(
    '/api/openapi.json',
    openAPIRouteHandler(app, { documentation: { info: { title: 'Raskadr', version: '1' } } }),
  );
  app.all('/api/*', (c) => refuse(c, { code: 'not_found' }));
  app.route('/', await pageRoutes(buildDir));
  app.onError((error, c) => {
    const fault: Fault | undefined =
      error instanceof DamagedDocError ? { code: 'document_damaged' } : storageFault(error);
    if (fault) return refuse(c, fault);
    core.log.error('request_failed', {
      method: c.req.method,
      path: c.req.path,
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return refuse(c, { code: 'internal' });
  });
  return app;
}
