import type { Config } from '../config.ts';
import type { Database } from '../database/database.ts';
import { RateLimiter } from '../http/rate-limit.ts';
import { type RequestSource, requestSourceOf } from '../http/request-source.ts';
import type { Clock, Log, Random } from '../ports.ts';
import { type Welcome, welcomeWithDemo } from '../projects/welcome-first-user.ts';
import { type Derive, Passwords } from './password.ts';
import { Sessions } from './sessions.ts';
import { SetupCode } from './setup-code.ts';

export type AuthPorts = {
  database: Database;
  clock: Clock;
  random: Random;
  log: Log;
  config: Pick<Config, 'publicUrl' | 'trustedProxies'> & Partial<Pick<Config, 'isDemoWanted'>>;
  derive?: Derive;
};

export type AuthContext = {
  database: Database;
  clock: Clock;
  random: Random;
  log: Log;
  passwords: Passwords;
  sessions: Sessions;
  setupCode: SetupCode;
  rateLimiter: RateLimiter;
  source: RequestSource;
  welcomeFirstUser: Welcome;
};

export function createAuth({ database, clock, random, log, config, derive }: AuthPorts): AuthContext {
  return {
    database,
    clock,
    random,
    log,
    passwords: new Passwords(random, derive),
    sessions: new Sessions({ database, clock, random, log }),
    setupCode: new SetupCode(clock, random),
    rateLimiter: new RateLimiter(clock),
    source: requestSourceOf(config),
    welcomeFirstUser: welcomeWithDemo({ database, clock, random, log }, config.isDemoWanted ?? false),
  };
}
