-- Files that people send, in pieces. Each becomes the asset whose id it has; `sha256` is what the sender says it is, and
-- what it is once it is whole: `whole_at` says that this is proven. It is written down before the content gets its place, so
-- that a death in between is mended.
CREATE TABLE incoming (
  asset TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  shot TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT,
  created_at INTEGER NOT NULL,
  whole_at INTEGER,
  done_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX incoming_of_user ON incoming (user_id) WHERE done_at IS NULL;
CREATE INDEX incoming_by_content ON incoming (sha256) WHERE sha256 IS NOT NULL;

-- What a runner has seen in content: the same for every asset that shows it. `fault` says why nothing could be seen.
CREATE TABLE content_facts (
  sha256 TEXT PRIMARY KEY,
  width INTEGER,
  height INTEGER,
  duration_ms INTEGER,
  colours TEXT NOT NULL DEFAULT '[]',
  likeness TEXT,
  fault TEXT
) STRICT, WITHOUT ROWID;

-- The kinds are judged by the code, and an asset may be a file of somebody's own.
CREATE TABLE assets_anew (
  id TEXT NOT NULL,
  project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  shot TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  kind TEXT NOT NULL,
  type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  duration_ms INTEGER,
  take TEXT,
  prompt TEXT,
  job TEXT,
  model TEXT,
  position INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  name TEXT,
  user_id TEXT,
  PRIMARY KEY (project, id)
) STRICT;
INSERT INTO assets_anew (id, project, shot, sha256, kind, type, size_bytes, width, height, duration_ms, take, prompt, job, model,
    position, created_at)
  SELECT id, project, shot, sha256, kind, type, size_bytes, width, height, duration_ms, take, prompt, job, model, position,
    created_at FROM assets;
DROP TABLE assets;
ALTER TABLE assets_anew RENAME TO assets;
CREATE INDEX assets_by_content ON assets (sha256, project);
CREATE INDEX assets_by_project ON assets (project, shot);
CREATE INDEX assets_by_job ON assets (job) WHERE job IS NOT NULL;
CREATE INDEX assets_of_user ON assets (user_id) WHERE user_id IS NOT NULL;
