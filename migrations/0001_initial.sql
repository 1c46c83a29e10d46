CREATE TABLE server_state (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('admin', 'member')),
  created_at INTEGER NOT NULL,
  disabled_at INTEGER
) STRICT;

-- Only the hash of a session's secret is kept: a stolen file opens nothing.
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  secret_hash BLOB NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  renewed_at INTEGER NOT NULL,
  user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  shots INTEGER NOT NULL DEFAULT 0,
  ready INTEGER NOT NULL DEFAULT 0,
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  edited_at INTEGER NOT NULL,
  -- Counts the commits to any document of the project; the bulk pull asks for what came after a value of it.
  change_seq INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE project_members (
  project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
  PRIMARY KEY (project, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX project_members_by_user ON project_members (user_id);

CREATE TABLE docs (
  doc TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('index', 'shot', 'scenario')),
  head_seq INTEGER NOT NULL DEFAULT 0,
  change_seq INTEGER NOT NULL DEFAULT 0
) STRICT;
-- Without `change_seq`: it moves at every commit, and a project has few documents to look through.
CREATE INDEX docs_by_project ON docs (project);

CREATE TABLE doc_updates (
  doc TEXT NOT NULL REFERENCES docs (doc) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  sha256 BLOB NOT NULL,
  user_id TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (doc, seq)
) STRICT, WITHOUT ROWID;

-- Which rows of which device a document has taken by push; outlives the compaction of its updates.
CREATE TABLE doc_pushes (
  doc TEXT NOT NULL REFERENCES docs (doc) ON DELETE CASCADE,
  device TEXT NOT NULL,
  row INTEGER NOT NULL,
  PRIMARY KEY (doc, device, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE doc_snapshots (
  doc TEXT NOT NULL REFERENCES docs (doc) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  sha256 BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (doc, seq)
) STRICT;

-- S3: the log of a document is contiguous. The database itself refuses a hole or a doubled number.
CREATE TRIGGER doc_updates_contiguous BEFORE INSERT ON doc_updates
WHEN NEW.seq IS NOT (SELECT head_seq + 1 FROM docs WHERE doc = NEW.doc)
BEGIN
  SELECT RAISE(ABORT, 'the log of a document must stay contiguous');
END;

CREATE TRIGGER doc_updates_move_head AFTER INSERT ON doc_updates
BEGIN
  UPDATE projects SET change_seq = change_seq + 1
    WHERE id = (SELECT project FROM docs WHERE doc = NEW.doc);
  UPDATE docs
    SET head_seq = NEW.seq, change_seq = (SELECT change_seq FROM projects WHERE id = docs.project)
    WHERE doc = NEW.doc;
END;

CREATE TABLE mutations (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  result TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE feeds (
  feed TEXT PRIMARY KEY,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The newest row of each record; `seq` numbers of a feed are handed out without holes by the trigger below.
CREATE TABLE feed_rows (
  feed TEXT NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  value TEXT,
  PRIMARY KEY (feed, kind, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX feed_rows_by_seq ON feed_rows (feed, seq);

CREATE TRIGGER feed_rows_contiguous BEFORE INSERT ON feed_rows
WHEN NEW.seq <> COALESCE((SELECT seq + 1 FROM feeds WHERE feed = NEW.feed), 1)
BEGIN
  SELECT RAISE(ABORT, 'the numbers of a feed must stay contiguous');
END;

CREATE TRIGGER feed_rows_move_head AFTER INSERT ON feed_rows
BEGIN
  INSERT INTO feeds (feed, seq) VALUES (NEW.feed, NEW.seq)
    ON CONFLICT (feed) DO UPDATE SET seq = excluded.seq;
END;
