-- Who does the work. Only the hash of a token is kept.
CREATE TABLE runners (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  token_hash BLOB NOT NULL UNIQUE,
  -- The one that `npm start` runs beside the server.
  is_local INTEGER NOT NULL DEFAULT 0,
  is_paused INTEGER NOT NULL DEFAULT 0,
  version TEXT NOT NULL DEFAULT '',
  -- JSON: what it said of itself at its last start.
  kinds TEXT NOT NULL DEFAULT '[]',
  slots TEXT NOT NULL DEFAULT '{"poll":0,"light":0,"render":0}',
  tools TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL,
  seen_at INTEGER,
  revoked_at INTEGER
) STRICT;

CREATE TABLE pairing_codes (
  code_hash BLOB PRIMARY KEY,
  created_by TEXT NOT NULL REFERENCES users (id),
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Providers and models are data. `is_edited` rows are a person's own: seeding never overwrites them.
CREATE TABLE providers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  adapter TEXT NOT NULL,
  recovery TEXT NOT NULL CHECK (recovery IN ('key', 'lookup', 'none')),
  needs_key INTEGER NOT NULL,
  -- JSON: what the adapter has to be told.
  definition TEXT NOT NULL DEFAULT '{}',
  position INTEGER NOT NULL,
  is_edited INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  base_url TEXT
) STRICT;

CREATE TABLE models (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
  account TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('text', 'image', 'video', 'speech', 'transcription')),
  schema TEXT NOT NULL,
  price TEXT,
  retires_on TEXT,
  position INTEGER NOT NULL,
  is_edited INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What the machine knows of the content of a shot; `project` and `sha256` say who may read which content. The documents
-- of a copy name their assets as the documents of its original do, so an id is one only within its project.
CREATE TABLE assets (
  id TEXT NOT NULL,
  project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  shot TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('image', 'video', 'audio')),
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
  PRIMARY KEY (project, id)
) STRICT;
CREATE INDEX assets_by_content ON assets (sha256, project);
CREATE INDEX assets_by_project ON assets (project, shot);
CREATE INDEX assets_by_job ON assets (job) WHERE job IS NOT NULL;

-- Other forms of content, named by the content they were made of.
CREATE TABLE renditions (
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  PRIMARY KEY (source, name)
) STRICT, WITHOUT ROWID;

-- What the pages show of a job and the queue does not look for.
ALTER TABLE jobs ADD COLUMN shot TEXT;
ALTER TABLE jobs ADD COLUMN runner TEXT;
ALTER TABLE jobs ADD COLUMN stage TEXT;
ALTER TABLE jobs ADD COLUMN progress REAL;
ALTER TABLE jobs ADD COLUMN started_at INTEGER;
ALTER TABLE jobs ADD COLUMN ended_at INTEGER;
-- JSON: the price of one call, as the ledger saw it when the job was made.
ALTER TABLE jobs ADD COLUMN price TEXT;
-- The answer of a model that writes.
ALTER TABLE jobs ADD COLUMN answer TEXT;
CREATE INDEX jobs_of_runner ON jobs (runner) WHERE state = 'leased';
-- What may be claimed: the first of each kind at each account, without a look at those that wait for a full one.
DROP INDEX jobs_due;
CREATE INDEX jobs_ready ON jobs (kind, account, rank, id) WHERE state = 'ready';
CREATE INDEX jobs_waiting ON jobs (run_at) WHERE state = 'waiting';
-- When somebody who waits for work has to look again.
CREATE INDEX jobs_run_at ON jobs (run_at) WHERE state IN ('ready', 'waiting');
-- How many jobs a project has open, and what they will cost: asked at every new one.
CREATE INDEX jobs_open ON jobs (project, json_extract(price, '$.currency'), json_extract(price, '$.amount'))
  WHERE state IN ('ready', 'leased', 'waiting', 'needs_human');

CREATE TABLE job_lines (
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (job, n)
) STRICT, WITHOUT ROWID;

-- Work at set times. A firing makes a job whose key is the schedule and the moment, so it is made once.
CREATE TABLE schedules (
  id TEXT PRIMARY KEY,
  project TEXT REFERENCES projects (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id),
  cron TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  account TEXT,
  priority INTEGER NOT NULL,
  next_at INTEGER,
  is_on INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX schedules_due ON schedules (next_at) WHERE is_on = 1;

-- What waits for a person, and who answered it. A job asks one question at a time.
CREATE TABLE decisions (
  id TEXT PRIMARY KEY,
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  call TEXT,
  fault TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  choice TEXT,
  decided_by TEXT REFERENCES users (id),
  decided_at INTEGER
) STRICT;
CREATE UNIQUE INDEX decisions_open ON decisions (job) WHERE choice IS NULL;

-- Which runners a job was ever lent to: only they may tell what became of its calls.
CREATE TABLE lendings (
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  runner TEXT NOT NULL,
  PRIMARY KEY (job, runner)
) STRICT, WITHOUT ROWID;

-- Content that a runner has brought whole, and may therefore hand in as a result: whoever only knows a hash may not.
CREATE TABLE uploads (
  runner TEXT NOT NULL REFERENCES runners (id),
  sha256 TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (runner, sha256)
) STRICT, WITHOUT ROWID;

-- Имитация: a provider that needs no key and no net, so that everything can be tried at once.
INSERT INTO providers (id, name, adapter, recovery, needs_key, position)
  VALUES ('imitation', 'Имитация', 'imitation', 'key', 0, 0);
INSERT INTO accounts (id, provider, name) VALUES ('imitation', 'imitation', 'Этот компьютер');
INSERT INTO account_limits (account, concurrency) VALUES ('imitation', 4);
INSERT INTO models (id, provider, account, purpose, position, name, price, schema) VALUES
  ('imitation/image', 'imitation', 'imitation', 'image', 0, 'Имитация: картинка',
    '{"amount":0,"currency":"RUB","per":"call","source":"local"}', '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Промт","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "aspect": {"title":"Формат","type":"string","enum":["16:9","2.39:1","9:16","1:1","4:3"],"default":"16:9","x-role":"aspect","x-order":2,"x-labels":{"16:9":"16:9, широкий","2.39:1":"2.39:1, экран кино","9:16":"9:16, вертикальный","1:1":"1:1, квадрат","4:3":"4:3, классический"}},
    "count": {"title":"Сколько картинок","type":"integer","minimum":1,"maximum":4,"default":1,"x-role":"count","x-order":3},
    "references": {"title":"Референсы","type":"array","items":{"type":"string"},"maxItems":4,"x-media":"image","x-role":"reference","x-order":4},
    "seed": {"title":"Зерно","description":"С тем же числом получится то же самое","type":"integer","minimum":0,"maximum":2147483647,"x-role":"seed","x-order":80,"x-advanced":true},
    "slownessS": {"title":"Задержка, секунд","description":"Чтобы посмотреть, как ждёт долгая работа","type":"number","minimum":0,"maximum":120,"default":0,"x-order":90,"x-advanced":true},
    "trouble": {"title":"Неполадка","type":"string","enum":["none","busy","no_money","refused","fails","garbled","never"],"default":"none","x-labels":{"none":"нет","busy":"провайдер занят","no_money":"нет денег","refused":"отказ по содержанию","fails":"сбой","garbled":"испорченный ответ","never":"не отвечает"},"x-order":91,"x-advanced":true}}}'),
  ('imitation/video', 'imitation', 'imitation', 'video', 1, 'Имитация: видео',
    '{"amount":0,"currency":"RUB","per":"call","source":"local"}', '{"type":"object","additionalProperties":false,"required":["first_frame"],"properties":{
    "prompt": {"title":"Движение","type":"string","maxLength":20000,"x-role":"prompt","x-order":1},
    "first_frame": {"title":"Первый кадр","type":"string","x-media":"image","x-role":"first_frame","x-order":2},
    "seconds": {"title":"Секунд","type":"integer","minimum":2,"maximum":10,"default":4,"x-role":"seconds","x-order":3},
    "seed": {"title":"Зерно","description":"С тем же числом получится то же самое","type":"integer","minimum":0,"maximum":2147483647,"x-role":"seed","x-order":80,"x-advanced":true},
    "slownessS": {"title":"Задержка, секунд","description":"Чтобы посмотреть, как ждёт долгая работа","type":"number","minimum":0,"maximum":120,"default":0,"x-order":90,"x-advanced":true},
    "trouble": {"title":"Неполадка","type":"string","enum":["none","busy","no_money","refused","fails","garbled","never"],"default":"none","x-labels":{"none":"нет","busy":"провайдер занят","no_money":"нет денег","refused":"отказ по содержанию","fails":"сбой","garbled":"испорченный ответ","never":"не отвечает"},"x-order":91,"x-advanced":true}}}'),
  ('imitation/speech', 'imitation', 'imitation', 'speech', 2, 'Имитация: речь',
    '{"amount":0,"currency":"RUB","per":"call","source":"local"}', '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Текст","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "voice": {"title":"Голос","type":"string","enum":["anna","boris"],"default":"anna","x-order":2,"x-labels":{"anna":"Анна","boris":"Борис"}},
    "seed": {"title":"Зерно","description":"С тем же числом получится то же самое","type":"integer","minimum":0,"maximum":2147483647,"x-role":"seed","x-order":80,"x-advanced":true},
    "slownessS": {"title":"Задержка, секунд","description":"Чтобы посмотреть, как ждёт долгая работа","type":"number","minimum":0,"maximum":120,"default":0,"x-order":90,"x-advanced":true},
    "trouble": {"title":"Неполадка","type":"string","enum":["none","busy","no_money","refused","fails","garbled","never"],"default":"none","x-labels":{"none":"нет","busy":"провайдер занят","no_money":"нет денег","refused":"отказ по содержанию","fails":"сбой","garbled":"испорченный ответ","never":"не отвечает"},"x-order":91,"x-advanced":true}}}'),
  ('imitation/text', 'imitation', 'imitation', 'text', 3, 'Имитация: текст',
    '{"amount":0,"currency":"RUB","per":"call","source":"local"}', '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Промт","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "seed": {"title":"Зерно","description":"С тем же числом получится то же самое","type":"integer","minimum":0,"maximum":2147483647,"x-role":"seed","x-order":80,"x-advanced":true},
    "slownessS": {"title":"Задержка, секунд","description":"Чтобы посмотреть, как ждёт долгая работа","type":"number","minimum":0,"maximum":120,"default":0,"x-order":90,"x-advanced":true},
    "trouble": {"title":"Неполадка","type":"string","enum":["none","busy","no_money","refused","fails","garbled","never"],"default":"none","x-labels":{"none":"нет","busy":"провайдер занят","no_money":"нет денег","refused":"отказ по содержанию","fails":"сбой","garbled":"испорченный ответ","never":"не отвечает"},"x-order":91,"x-advanced":true}}}'),
  ('imitation/transcription', 'imitation', 'imitation', 'transcription', 4, 'Имитация: расшифровка',
    '{"amount":0,"currency":"RUB","per":"call","source":"local"}', '{"type":"object","additionalProperties":false,"required":["audio"],"properties":{
    "audio": {"title":"Запись","type":"string","x-media":"audio","x-order":1},
    "slownessS": {"title":"Задержка, секунд","description":"Чтобы посмотреть, как ждёт долгая работа","type":"number","minimum":0,"maximum":120,"default":0,"x-order":90,"x-advanced":true},
    "trouble": {"title":"Неполадка","type":"string","enum":["none","busy","no_money","refused","fails","garbled","never"],"default":"none","x-labels":{"none":"нет","busy":"провайдер занят","no_money":"нет денег","refused":"отказ по содержанию","fails":"сбой","garbled":"испорченный ответ","never":"не отвечает"},"x-order":91,"x-advanced":true}}}');
