import type { UserId } from '#shared/ids.ts';
import { RunnerId } from '#shared/jobs/job.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { PairAnswer, PairingCode, PairRequest } from '#shared/runner/protocol.ts';
import { createUlid } from '#shared/ulid.ts';
import type { Core } from '../core.ts';
import { isOfThisMachine } from '../http/loopback.ts';
import type { RequestFacts } from '../http/request-facts.ts';
import { hashOfCode, makeCode } from './pairing-code.ts';
import type { RunnerContext } from './runner-context.ts';
import { insertCodeStatements, spendCodeStatements } from './store.ts';
import { makeToken } from './token.ts';

const CODE_LIVES_MS = 10 * 60_000;
const CODES_MAX = 10;

/** A one-time code for one more runner; only its hash is kept. */
export async function makePairingCode(
  { database, clock, random, log }: Core,
  user: UserId,
): Promise<Result<PairingCode>> {
  const code = makeCode(random);
  const nowMs = clock.nowMs();
  const expiresAtMs = nowMs + CODE_LIVES_MS;
  const results = await database.write(
    insertCodeStatements(hashOfCode(code), { user, nowMs, expiresAtMs, max: CODES_MAX }),
  );
  if (results.at(-1)?.rows.length !== 1)
    return fail({ code: 'too_many_requests', retryAfterS: CODE_LIVES_MS / 1000 });
  log.info('pairing_code_made', { user });
  return ok({ code, expiresAt: expiresAtMs });
}

/** The code becomes a runner with a token that nobody can ask for again. */
export async function pairRunner(
  { core, auth, arePlainRunnersAllowed }: RunnerContext,
  { code, name }: PairRequest,
  facts: RequestFacts,
): Promise<Result<PairAnswer>> {
  const address = auth.source.addressOf(facts);
  const attempt = auth.rateLimiter.attempt('POST /runner/v1/pair', { address });
  if (!attempt.ok) return attempt;
  const isSafe = isOfThisMachine(facts) || auth.source.isHttps(facts) || arePlainRunnersAllowed;
  if (!isSafe) return fail({ code: 'runner_needs_tls' });
  const { database, clock, random, log } = core;
  const id = newRunnerId(core);
  const { token, tokenHash } = makeToken(id, random);
  const [made] = await database.write(
    spendCodeStatements(hashOfCode(code), { id, name: name || address, tokenHash, nowMs: clock.nowMs() }),
  );
  if (made?.rows.length !== 1) {
    log.warn('pairing_refused', { address });
    return fail({ code: 'wrong_pairing_code' });
  }
  attempt.value.wasRight();
  log.info('runner_paired', { runner: id, address });
  return ok({ runner: id, token });
}

export function newRunnerId({ clock, random }: Pick<Core, 'clock' | 'random'>): RunnerId {
  return RunnerId.parse(
    createUlid({ nowMs: () => clock.nowMs(), randomByte: () => random.bytes(1)[0] ?? 0 }),
  );
}
