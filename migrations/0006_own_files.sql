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

-- What models cost that are paid by the token; a price that a person has entered stays.
UPDATE models SET notice = NULL, price = CASE id
    WHEN 'openai/gpt-6.1-sol' THEN '{"amount":10000000,"currency":"USD","per":"million_tokens","tokens":{"input":2000000,"cachedInput":100000,"cacheWrite":2500000,"outputMost":128000},"source":"developers.openai.com/api/docs/models/gpt-6.1-sol","on":"2026-11-21"}'
    WHEN 'openai/gpt-6.1-terra' THEN '{"amount":5000000,"currency":"USD","per":"million_tokens","tokens":{"input":1000000,"cachedInput":50000,"cacheWrite":1250000,"outputMost":128000},"source":"docs.litellm.ai/blog/gpt-6-1-terra","on":"2026-11-21"}'
    ELSE '{"amount":500000,"currency":"USD","per":"million_tokens","tokens":{"input":100000,"cachedInput":10000,"cacheWrite":125000,"outputMost":128000},"source":"developers.openai.com/api/docs/models/gpt-6-luna","on":"2026-11-21"}'
  END,
  schema = json_set(schema, '$.properties.max_output_tokens.default', 16000, '$.properties.max_output_tokens.x-role', 'output_tokens')
  WHERE id IN ('openai/gpt-6.1-sol', 'openai/gpt-6.1-terra', 'openai/gpt-6-luna') AND is_edited = 0;
UPDATE models SET notice = 'Берут за токены: сколько стоит картинка, известно после запуска',
  price = '{"amount":30000000,"currency":"USD","per":"million_tokens","tokens":{"input":5000000,"inputImage":8000000},"source":"apidog.com/blog/gpt-image-2-5-api","on":"2026-11-21"}',
  schema = json_set(schema, '$.properties.mask', json('{"title":"Маска к первому референсу","description":"PNG того же размера: перерисуют то, что в нём прозрачно","type":"string","x-media":"image","x-role":"mask","x-order":62,"x-advanced":true}'))
  WHERE id IN ('openai/gpt-image-2.5-flare', 'openai/gpt-image-2.5-sunburst', 'openai/gpt-image-2') AND is_edited = 0;
-- The day stands beside the model anyway.
UPDATE models SET notice = NULL WHERE id IN ('openai/gpt-4o-mini-tts', 'openai/tts-1', 'openai/tts-1-hd') AND is_edited = 0;
UPDATE models SET notice = 'Запись до 25 МБ' WHERE id = 'openai/whisper-1' AND is_edited = 0;
