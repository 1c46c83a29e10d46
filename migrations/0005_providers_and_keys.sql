-- What a person says of accounts and models. `place` is the order in which models of a purpose are offered; one that
-- nobody has put anywhere comes after those that have a place.
ALTER TABLE accounts ADD COLUMN is_remote_trusted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN check_job TEXT;
ALTER TABLE models ADD COLUMN is_on INTEGER NOT NULL DEFAULT 1;
ALTER TABLE models ADD COLUMN notice TEXT;
ALTER TABLE models ADD COLUMN place INTEGER;

-- Keys of providers and addresses of proxies, sealed with AES-256-GCM by a key that is not in the database. `hint` is what
-- people are shown of it.
CREATE TABLE account_secrets (
  account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  field TEXT NOT NULL CHECK (field IN ('key', 'proxy')),
  sealed_by TEXT NOT NULL,
  sealed BLOB NOT NULL,
  hint TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (account, field)
) STRICT, WITHOUT ROWID;

-- Whether anything names some content, whatever it is called by.
CREATE INDEX renditions_by_content ON renditions (sha256);
CREATE INDEX uploads_by_content ON uploads (sha256);

-- Every move of a job writes each of its indexes: those that nobody needs are gone.
DROP INDEX jobs_by_project;
CREATE INDEX jobs_of_project ON jobs (project);
DROP INDEX jobs_leased;

-- The record of a job is made out of its row when it is read; what stands in the feed is the state that was told.
UPDATE feed_rows SET value = (SELECT json_quote(j.state) FROM jobs j WHERE j.id = feed_rows.id) WHERE kind = 'job';
