-- What the documents of the shots say, for whoever asks of a whole film. Follows from the documents alone.
CREATE TABLE prompts (
  project TEXT NOT NULL,
  shot TEXT NOT NULL,
  id TEXT NOT NULL,
  text TEXT NOT NULL,
  model TEXT,
  origin TEXT NOT NULL CHECK (origin IN ('written', 'edit', 'import')),
  parent TEXT,
  remark TEXT,
  source TEXT,
  params TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project, shot, id)
) STRICT;

CREATE TABLE asset_marks (
  project TEXT NOT NULL,
  shot TEXT NOT NULL,
  id TEXT NOT NULL,
  rating INTEGER NOT NULL,
  favourite INTEGER NOT NULL,
  flag TEXT CHECK (flag IN ('pick', 'reject')),
  note TEXT NOT NULL,
  deleted_at INTEGER,
  PRIMARY KEY (project, shot, id)
) STRICT;

-- Shots whose documents were there before these tables; they are read once, at the next start.
CREATE TABLE unread_shots (doc TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO unread_shots (doc) SELECT doc FROM docs WHERE kind = 'shot';

-- The record of the shot that says how a file on its way was made.
ALTER TABLE incoming ADD COLUMN prompt TEXT;
