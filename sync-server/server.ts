import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { CLOSE } from '#shared/sync/close-codes.ts';
import { createApp } from './app.ts';
import { clearTemporaryFiles } from './archive/temporary-file.ts';
import { lookAtUnseen } from './assets/look-at-unseen.ts';
import { createAuth } from './auth/auth-context.ts';
import { openSetup } from './auth/set-up.ts';
import { findPrincipal } from './auth/signed-in.ts';
import { sweepBlobs } from './blobs/sweep-blobs.ts';
import { takeToldKeys } from './catalogue/take-told-keys.ts';
import { lockDataFolder } from './command/lock.ts';
import { serveCommands } from './command/serve-commands.ts';
import type { Config } from './config.ts';
import { createCore } from './core.ts';
import { listMigrations } from './database/migrate.ts';
import { keepReserve, releaseReserve } from './database/reserve.ts';
import type { SqlDriver } from './database/sql.ts';
import { openThreadedDriver } from './database/threaded-driver.ts';
import { closeUnentitled } from './documents/admit.ts';
import { DocumentSockets } from './documents/websocket-server.ts';
import { createHealth } from './health/check.ts';
import { isForeignUpgrade, originRulesOf } from './http/origin.ts';
import { factsOfIncoming } from './http/request-facts.ts';
import { openIncoming } from './incoming/incoming-context.ts';
import { sweepIncoming } from './incoming/sweep-incoming.ts';
import { LedgerKeeper } from './jobs/ledger-keeper.ts';
import { NightlyBackups } from './keeping/nightly.ts';
import { describeBackups, describeJobs, describeServer } from './metrics/describe-server.ts';
import { watchProcess } from './metrics/process-metrics.ts';
import type { Clock, Log, Random } from './ports.ts';
import { localRunnerToken } from './runners/local-runner.ts';
import { openRunners } from './runners/open-runners.ts';
import { StartError } from './start-error.ts';

const SWEEP_ROOMS_EVERY_MS = 2000;
const LOOK_AT_CLOCK_EVERY_MS = 60_000;
const SWEEP_SESSIONS_EVERY_MS = 3000;
const SWEEP_LEDGER_EVERY_MS = 2000;
const LOOK_AT_DISK_EVERY_MS = 60_000;
const SWEEP_UPLOADS_EVERY_MS = 60 * 60_000;
const LOOK_AT_UNSEEN_AFTER_MS = 5000;
const SWEEP_BLOBS_EVERY_MS = 3 * 60 * 60_000;
/** A film of many gigabytes comes in one request, also over a slow line. */
const LONGEST_REQUEST_MS = 6 * 60 * 60_000;
/** How long a stop waits for requests that are being answered. */
const LAST_REQUESTS_MS = 1000;
const BUILD_DIR = fileURLToPath(new URL('../build', import.meta.url));

export type ServerPorts = {
  clock: Clock;
  random: Random;
  log: Log;
  /** Stands between the server and its database; tests put failpoints here. */
  wrapDriver?: (driver: SqlDriver) => SqlDriver;
};

export type RunningServer = AsyncDisposable & {
  url: string;
  /** Where this machine reaches it, without a proxy between. */
  localUrl: string;
  /** What the runner beside it opens it with; nothing when none is wanted. */
  runnerTokenFile: string | undefined;
  /** The code of the first account, while there is none. */
  setupCode: string | undefined;
};

/** The whole server: lock, database, documents, HTTP, websockets and the command socket, on one data folder. */
export async function startServer(config: Config, ports: ServerPorts): Promise<RunningServer> {
  const { clock, random, log, wrapDriver = (driver) => driver } = ports;
  await using stack = new AsyncDisposableStack();
  const lock = await lockDataFolder(config.dataDir);
  if (!lock.ok) throw new StartError(lock.fault);
  stack.use(lock.value);
  await releaseReserve(config.dataDir);
  await clearTemporaryFiles(config.dataDir);
  stack.defer(() => keepReserve(config.dataDir));

  const driver = wrapDriver(await openThreadedDriver(config.databaseUrl));
  const migrations = await listMigrations();
  const core = await createCore({ driver, migrations, clock, random, log }).catch(async (error) => {
    // Its writer is a thread, and a thread that nobody ends keeps the process from ending.
    await driver.close();
    throw error;
  });
  stack.use(core.database);
  const auth = createAuth({ ...core, config });
  const runners = await openRunners({ core, auth, config });
  const { blobs, vault } = runners;
  const incoming = openIncoming({ core, blobs, config });
  await takeToldKeys({ ...config, core, vault }, config);
  stack.use(
    await serveCommands({
      dataDir: config.dataDir,
      context: { ...config, ...core, ...auth, blobs, vault },
    }),
  );

  const health = createHealth({
    database: core.database,
    dataDir: config.dataDir,
    schemaVersion: migrations.at(-1)?.version,
    log,
    clock,
  });
  await health.look();
  stack.defer(every(LOOK_AT_DISK_EVERY_MS, log, () => health.look()));
  describeServer(core, health);
  stack.use(watchProcess(core.metrics.registry));

  const runnerTokenFile = config.isRunnerWanted ? await localRunnerToken(core, config.dataDir) : undefined;
  const app = await createApp({ core, auth, config, health, runners, incoming, buildDir: BUILD_DIR });
  const http = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  // Headers have their own, short time.
  if ('requestTimeout' in http) http.requestTimeout = LONGEST_REQUEST_MS;
  const rules = originRulesOf(config);
  const sockets = stack.use(
    new DocumentSockets({
      core,
      authenticate: (request) => findPrincipal(auth, factsOfIncoming(request)),
      isForeign: (request) => isForeignUpgrade(factsOfIncoming(request), rules),
    }),
  );
  http.on('upgrade', (request, stream, head) => void sockets.upgrade(request, stream, head));

  stack.defer(() => core.rooms.close());
  const closeSessions = (dead: string[]) => {
    const revoked = new Set(dead);
    for (const connection of [...core.rooms.connections()]) {
      if (revoked.has(connection.caller.session)) connection.close(CLOSE.notSignedIn, 'not_signed_in');
    }
    core.bells.hangUpOf(revoked);
  };
  stack.defer(auth.sessions.onSessionsRevoked(closeSessions));
  stack.defer(
    every(SWEEP_SESSIONS_EVERY_MS, log, async () => {
      const connections = [...core.rooms.connections()];
      closeSessions(
        await auth.sessions.findDead([
          ...new Set([...connections.map(({ caller }) => caller.session), ...core.bells.sessions()]),
        ]),
      );
      await closeUnentitled(core.database, connections);
    }),
  );
  stack.defer(every(SWEEP_ROOMS_EVERY_MS, log, () => core.rooms.sweep()));
  stack.defer(every(SWEEP_UPLOADS_EVERY_MS, log, () => runners.uploads.sweep(clock.nowMs())));
  const sweepFiles = () => sweepIncoming(incoming, clock.nowMs());
  stack.defer(every(SWEEP_UPLOADS_EVERY_MS, log, sweepFiles, { isDueNow: true }));
  stack.defer(
    every(SWEEP_BLOBS_EVERY_MS, log, async () => {
      await sweepBlobs({ ...core, blobs }, clock.nowMs());
      await blobs.sweepUnfinished();
    }),
  );
  let areAllAskedFor = false;
  stack.defer(
    every(LOOK_AT_UNSEEN_AFTER_MS, log, async () => {
      if (areAllAskedFor) return;
      await lookAtUnseen(core);
      areAllAskedFor = true;
    }),
  );
  const keeper = new LedgerKeeper(core.jobs);
  describeJobs(core, keeper);
  stack.defer(every(SWEEP_LEDGER_EVERY_MS, log, () => keeper.sweep()));
  if (config.backups.areOn) {
    const nightly = stack.use(new NightlyBackups({ ...config, ...core }, config.backups.dir));
    describeBackups(core, nightly);
    stack.defer(every(LOOK_AT_CLOCK_EVERY_MS, log, () => nightly.tick()));
  }

  const setupCode = await openSetup(auth);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(config.port, config.host, resolve);
  });
  stack.defer(async () => {
    health.stop();
    sockets.stopAccepting();
    core.bells.close();
    runners.stop();
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    // An open websocket is a connection that the listener waits for, so the documents are left first.
    await core.rooms.close();
    if ('closeIdleConnections' in http) http.closeIdleConnections();
    setTimeout(() => 'closeAllConnections' in http && http.closeAllConnections(), LAST_REQUESTS_MS).unref();
    await closed;
  });

  const owned = stack.move();
  const address = http.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  const host = reachableName(config.host);
  const localUrl = `http://${host}:${port}`;
  return {
    url: config.publicUrl ?? localUrl,
    localUrl,
    runnerTokenFile,
    setupCode,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A name for the link in the terminal: nobody can open «all addresses». */
function reachableName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Runs `work` again and again with a pause between; a failure is logged and the next round comes all the same. */
function every(ms: number, log: Log, work: () => Promise<void>, { isDueNow = false } = {}): () => void {
  let isRunning = false;
  const round = () => {
    if (isRunning) return;
    isRunning = true;
    work()
      .catch((error) =>
        log.error('sweep_failed', { reason: error instanceof Error ? error.message : String(error) }),
      )
      .finally(() => {
        isRunning = false;
      });
  };
  const timer = setInterval(round, ms);
  if (isDueNow) round();
  return () => clearInterval(timer);
}
