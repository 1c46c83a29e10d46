-- A job: what is wanted, and its life. `ledger` is the whole life as JSON (shared/jobs/job.ts); the columns after it
-- repeat what the queue looks for.
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  project TEXT REFERENCES projects (id) ON DELETE CASCADE,
  user_id TEXT REFERENCES users (id),
  -- The provider account that pays and limits; `NULL` for work of our own.
  account TEXT,
  dedupe_key TEXT UNIQUE,
  payload TEXT NOT NULL,
  priority INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ledger TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'waiting', 'needs_human', 'done', 'dead', 'cancelled')),
  run_at INTEGER NOT NULL,
  lease_until INTEGER,
  changed_at INTEGER NOT NULL,
  -- Grows by one with every change: two that were decided on the same state cannot both be written.
  version INTEGER NOT NULL DEFAULT 0,
  -- Older jobs rise: a minute of waiting is worth a point of priority.
  rank INTEGER NOT NULL GENERATED ALWAYS AS (created_at - 60000 * priority) STORED
) STRICT;
CREATE INDEX jobs_due ON jobs (rank, id) WHERE state IN ('ready', 'waiting');
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'leased';
CREATE INDEX jobs_at_account ON jobs (account) WHERE state IN ('leased', 'waiting');
CREATE INDEX jobs_by_project ON jobs (project, changed_at);

CREATE TRIGGER jobs_one_by_one BEFORE UPDATE OF ledger ON jobs
WHEN NEW.version <> OLD.version + 1
BEGIN
  SELECT RAISE(ABORT, 'constraint: job_moved_on');
END;

-- How much of an account may be at work at once, and since when it may be asked again.
CREATE TABLE account_limits (
  account TEXT PRIMARY KEY,
  concurrency INTEGER NOT NULL CHECK (concurrency > 0),
  not_before INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TRIGGER jobs_within_gate BEFORE UPDATE OF state ON jobs
WHEN NEW.state = 'leased' AND OLD.state = 'ready' AND NEW.account IS NOT NULL
  AND (SELECT count(*) FROM jobs WHERE account = NEW.account AND state IN ('leased', 'waiting'))
    >= (SELECT concurrency FROM account_limits WHERE account = NEW.account)
BEGIN
  SELECT RAISE(ABORT, 'constraint: gate_full');
END;

-- Money in millionths of a currency. A scope is a project, a project's day, or a day of the whole house.
CREATE TABLE caps (
  scope TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  PRIMARY KEY (scope, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE spending (
  scope TEXT NOT NULL,
  currency TEXT NOT NULL,
  -- Which cap holds for it: every day of a project has the same one.
  cap_scope TEXT NOT NULL,
  reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  spent INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (scope, currency)
) STRICT, WITHOUT ROWID;

-- A scope with a cap in one currency allows nothing in the others.
CREATE TRIGGER spending_within_cap BEFORE UPDATE ON spending
WHEN NEW.reserved > OLD.reserved AND EXISTS (SELECT 1 FROM caps WHERE scope = NEW.cap_scope)
  AND NEW.reserved + NEW.spent > COALESCE(
    (SELECT amount FROM caps WHERE scope = NEW.cap_scope AND currency = NEW.currency), 0)
BEGIN
  SELECT RAISE(ABORT, 'constraint: budget_exceeded');
END;
