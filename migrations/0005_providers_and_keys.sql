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

-- OpenAI and Runway with what can be asked of them, as their clients and pages told on 2026-11-21. A key is entered in the
-- settings; without one nothing is asked. A row that stands already is left as it is.
INSERT OR IGNORE INTO providers (id, name, adapter, recovery, needs_key, position) VALUES
  ('openai', 'OpenAI', 'openai', 'none', 1, 10),
  ('runway', 'Runway', 'runway', 'none', 1, 11);
INSERT OR IGNORE INTO accounts (id, provider, name) VALUES ('openai', 'openai', 'OpenAI'), ('runway', 'runway', 'Runway');
INSERT OR IGNORE INTO account_limits (account, concurrency) VALUES ('openai', 4), ('runway', 2);
INSERT OR IGNORE INTO models (id, provider, account, purpose, position, name, price, retires_on, notice, schema) VALUES
  ('runway/gen4.5', 'runway', 'runway', 'video', 0, 'Runway Gen-4.5',
    '{"amount":120000,"currency":"USD","per":"second","source":"github.com/runwayml/skills, skills/rw-api-reference; 1 credit = 0.01 USD","on":"2026-11-21"}', NULL, NULL,
    '{"type":"object","additionalProperties":false,"required":["promptText"],"properties":{
    "promptText": {"title":"Что происходит в кадре","type":"string","minLength":1,"maxLength":1000,"x-role":"prompt","x-order":1},
    "first": {"title":"Первый кадр","type":"string","x-media":"image","x-role":"first_frame","x-order":2},
    "ratio": {"title":"Формат","type":"string","enum":["1280:720","720:1280","1104:832","832:1104","960:960","1584:672"],"default":"1280:720","x-order":4,"x-role":"aspect","x-labels":{"1280:720":"16:9","720:1280":"9:16","1104:832":"4:3 (с первым кадром)","832:1104":"3:4 (с первым кадром)","960:960":"1:1 (с первым кадром)","1584:672":"21:9 (с первым кадром)"}},
    "duration": {"title":"Секунд","type":"integer","minimum":2,"maximum":10,"default":5,"x-role":"seconds","x-order":5},
    "seed": {"title":"Зерно","description":"С тем же числом получится похожее","type":"integer","minimum":0,"maximum":4294967295,"x-role":"seed","x-order":80,"x-advanced":true}}}'),
  ('runway/gen4_turbo', 'runway', 'runway', 'video', 1, 'Runway Gen-4 Turbo',
    '{"amount":50000,"currency":"USD","per":"second","source":"github.com/runwayml/skills, skills/rw-api-reference; 1 credit = 0.01 USD","on":"2026-11-21"}', NULL, NULL,
    '{"type":"object","additionalProperties":false,"required":["first"],"properties":{
    "promptText": {"title":"Движение","type":"string","maxLength":1000,"x-role":"prompt","x-order":1},
    "first": {"title":"Первый кадр","type":"string","x-media":"image","x-role":"first_frame","x-order":2},
    "ratio": {"title":"Формат","type":"string","enum":["1280:720","720:1280","1104:832","832:1104","960:960","1584:672"],"default":"1280:720","x-order":4,"x-role":"aspect","x-labels":{"1280:720":"16:9","720:1280":"9:16","1104:832":"4:3","832:1104":"3:4","960:960":"1:1","1584:672":"21:9"}},
    "duration": {"title":"Секунд","type":"integer","minimum":2,"maximum":10,"default":5,"x-role":"seconds","x-order":5},
    "seed": {"title":"Зерно","description":"С тем же числом получится похожее","type":"integer","minimum":0,"maximum":4294967295,"x-role":"seed","x-order":80,"x-advanced":true}}}'),
  ('runway/veo3.1', 'runway', 'runway', 'video', 2, 'Veo 3.1 (через Runway)',
    NULL, NULL, 'Цена зависит от звука: смотрите её в кабинете Runway',
    '{"type":"object","additionalProperties":false,"required":["promptText"],"properties":{
    "promptText": {"title":"Что происходит в кадре","type":"string","minLength":1,"maxLength":1000,"x-role":"prompt","x-order":1},
    "first": {"title":"Первый кадр","type":"string","x-media":"image","x-role":"first_frame","x-order":2},
    "last": {"title":"Последний кадр","type":"string","x-media":"image","x-role":"last_frame","x-order":3},
    "ratio": {"title":"Формат","type":"string","enum":["1280:720","720:1280","1920:1080","1080:1920"],"default":"1280:720","x-order":4,"x-role":"aspect","x-labels":{"1280:720":"16:9","720:1280":"9:16","1920:1080":"16:9, 1080p","1080:1920":"9:16, 1080p"}},
    "duration": {"title":"Секунд","type":"integer","enum":[4,6,8],"default":8,"x-role":"seconds","x-order":5},
    "audio": {"title":"Со звуком","type":"boolean","default":true,"x-order":6},
    "negativePrompt": {"title":"Чего не должно быть","type":"string","maxLength":1000,"x-role":"negative_prompt","x-order":70,"x-advanced":true},
    "seed": {"title":"Зерно","description":"С тем же числом получится похожее","type":"integer","minimum":0,"maximum":4294967295,"x-role":"seed","x-order":80,"x-advanced":true}}}'),
  ('runway/veo3.1_fast', 'runway', 'runway', 'video', 3, 'Veo 3.1 Fast (через Runway)',
    NULL, NULL, 'Цена зависит от звука: смотрите её в кабинете Runway',
    '{"type":"object","additionalProperties":false,"required":["promptText"],"properties":{
    "promptText": {"title":"Что происходит в кадре","type":"string","minLength":1,"maxLength":1000,"x-role":"prompt","x-order":1},
    "first": {"title":"Первый кадр","type":"string","x-media":"image","x-role":"first_frame","x-order":2},
    "last": {"title":"Последний кадр","type":"string","x-media":"image","x-role":"last_frame","x-order":3},
    "ratio": {"title":"Формат","type":"string","enum":["1280:720","720:1280","1920:1080","1080:1920"],"default":"1280:720","x-order":4,"x-role":"aspect","x-labels":{"1280:720":"16:9","720:1280":"9:16","1920:1080":"16:9, 1080p","1080:1920":"9:16, 1080p"}},
    "duration": {"title":"Секунд","type":"integer","enum":[4,6,8],"default":8,"x-role":"seconds","x-order":5},
    "audio": {"title":"Со звуком","type":"boolean","default":true,"x-order":6},
    "negativePrompt": {"title":"Чего не должно быть","type":"string","maxLength":1000,"x-role":"negative_prompt","x-order":70,"x-advanced":true},
    "seed": {"title":"Зерно","description":"С тем же числом получится похожее","type":"integer","minimum":0,"maximum":4294967295,"x-role":"seed","x-order":80,"x-advanced":true}}}'),
  ('runway/gen4_image', 'runway', 'runway', 'image', 4, 'Runway Gen-4 Image, 1080p',
    '{"amount":80000,"currency":"USD","per":"call","source":"github.com/runwayml/skills, skills/rw-api-reference; 1 credit = 0.01 USD","on":"2026-11-21"}', NULL, NULL,
    '{"type":"object","additionalProperties":false,"required":["promptText"],"properties":{
    "promptText": {"title":"Промт","type":"string","minLength":1,"maxLength":1000,"x-role":"prompt","x-order":1},
    "references": {"title":"Референсы","type":"array","items":{"type":"string"},"maxItems":3,"x-media":"image","x-role":"reference","x-order":4},
    "ratio": {"title":"Формат","type":"string","enum":["1920:1080","1080:1920","1440:1080","1080:1440","1080:1080"],"default":"1920:1080","x-order":2,"x-role":"aspect","x-labels":{"1920:1080":"16:9","1080:1920":"9:16","1440:1080":"4:3","1080:1440":"3:4","1080:1080":"1:1"}},
    "seed": {"title":"Зерно","description":"С тем же числом получится похожее","type":"integer","minimum":0,"maximum":4294967295,"x-role":"seed","x-order":80,"x-advanced":true}}}'),
  ('runway/gen4_image_turbo', 'runway', 'runway', 'image', 5, 'Runway Gen-4 Image Turbo',
    '{"amount":20000,"currency":"USD","per":"call","source":"github.com/runwayml/skills, skills/rw-api-reference; 1 credit = 0.01 USD","on":"2026-11-21"}', NULL, NULL,
    '{"type":"object","additionalProperties":false,"required":["promptText","references"],"properties":{
    "promptText": {"title":"Промт","type":"string","minLength":1,"maxLength":1000,"x-role":"prompt","x-order":1},
    "references": {"title":"Референсы","type":"array","items":{"type":"string"},"maxItems":3,"x-media":"image","x-role":"reference","x-order":4,"minItems":1},
    "ratio": {"title":"Формат","type":"string","enum":["1920:1080","1080:1920","1440:1080","1080:1440","1080:1080"],"default":"1920:1080","x-order":2,"x-role":"aspect","x-labels":{"1920:1080":"16:9","1080:1920":"9:16","1440:1080":"4:3","1080:1440":"3:4","1080:1080":"1:1"}},
    "seed": {"title":"Зерно","description":"С тем же числом получится похожее","type":"integer","minimum":0,"maximum":4294967295,"x-role":"seed","x-order":80,"x-advanced":true}}}'),
  ('openai/gpt-image-2.5-flare', 'openai', 'openai', 'image', 6, 'GPT Image 2.5 Flare',
    NULL, NULL, 'Берут за токены: цену одной картинки заранее не знает никто',
    '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Промт","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "references": {"title":"Референсы","type":"array","items":{"type":"string"},"maxItems":16,"x-media":"image","x-role":"reference","x-order":4},
    "size": {"title":"Размер","type":"string","enum":["1536x1024","1024x1536","1024x1024","2048x1152","1152x2048","auto"],"default":"2048x1152","x-order":2,"x-labels":{"1536x1024":"3:2","1024x1536":"2:3","1024x1024":"1:1","2048x1152":"16:9","1152x2048":"9:16","auto":"на выбор модели"}},
    "quality": {"title":"Качество","type":"string","enum":["low","medium","high","xhigh","max","auto"],"default":"auto","x-order":3,"x-labels":{"low":"черновик","medium":"среднее","high":"высокое","xhigh":"очень высокое","max":"наибольшее","auto":"на выбор модели"}},
    "n": {"title":"Сколько картинок","type":"integer","minimum":1,"maximum":10,"default":1,"x-role":"count","x-order":5},
    "background": {"title":"Фон","type":"string","enum":["auto","opaque","transparent"],"default":"auto","x-order":60,"x-labels":{"auto":"на выбор модели","opaque":"непрозрачный","transparent":"прозрачный"},"x-advanced":true},
    "output_format": {"title":"Файл","type":"string","enum":["png","jpeg","webp"],"default":"png","x-order":61,"x-advanced":true}}}'),
  ('openai/gpt-image-2.5-sunburst', 'openai', 'openai', 'image', 7, 'GPT Image 2.5 Sunburst',
    NULL, NULL, 'Берут за токены: цену одной картинки заранее не знает никто',
    '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Промт","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "references": {"title":"Референсы","type":"array","items":{"type":"string"},"maxItems":16,"x-media":"image","x-role":"reference","x-order":4},
    "size": {"title":"Размер","type":"string","enum":["1536x1024","1024x1536","1024x1024","2048x1152","1152x2048","auto"],"default":"2048x1152","x-order":2,"x-labels":{"1536x1024":"3:2","1024x1536":"2:3","1024x1024":"1:1","2048x1152":"16:9","1152x2048":"9:16","auto":"на выбор модели"}},
    "quality": {"title":"Качество","type":"string","enum":["low","medium","high","xhigh","max","auto"],"default":"auto","x-order":3,"x-labels":{"low":"черновик","medium":"среднее","high":"высокое","xhigh":"очень высокое","max":"наибольшее","auto":"на выбор модели"}},
    "n": {"title":"Сколько картинок","type":"integer","minimum":1,"maximum":10,"default":1,"x-role":"count","x-order":5},
    "background": {"title":"Фон","type":"string","enum":["auto","opaque","transparent"],"default":"auto","x-order":60,"x-labels":{"auto":"на выбор модели","opaque":"непрозрачный","transparent":"прозрачный"},"x-advanced":true},
    "output_format": {"title":"Файл","type":"string","enum":["png","jpeg","webp"],"default":"png","x-order":61,"x-advanced":true}}}'),
  ('openai/gpt-image-2', 'openai', 'openai', 'image', 8, 'GPT Image 2',
    NULL, NULL, 'Берут за токены: цену одной картинки заранее не знает никто',
    '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Промт","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "references": {"title":"Референсы","type":"array","items":{"type":"string"},"maxItems":16,"x-media":"image","x-role":"reference","x-order":4},
    "size": {"title":"Размер","type":"string","enum":["1536x1024","1024x1536","1024x1024","2048x1152","1152x2048","auto"],"default":"2048x1152","x-order":2,"x-labels":{"1536x1024":"3:2","1024x1536":"2:3","1024x1024":"1:1","2048x1152":"16:9","1152x2048":"9:16","auto":"на выбор модели"}},
    "quality": {"title":"Качество","type":"string","enum":["low","medium","high","auto"],"default":"auto","x-order":3,"x-labels":{"low":"черновик","medium":"среднее","high":"высокое","auto":"на выбор модели"}},
    "n": {"title":"Сколько картинок","type":"integer","minimum":1,"maximum":10,"default":1,"x-role":"count","x-order":5},
    "background": {"title":"Фон","type":"string","enum":["auto","opaque","transparent"],"default":"auto","x-order":60,"x-labels":{"auto":"на выбор модели","opaque":"непрозрачный","transparent":"прозрачный"},"x-advanced":true},
    "output_format": {"title":"Файл","type":"string","enum":["png","jpeg","webp"],"default":"png","x-order":61,"x-advanced":true}}}'),
  ('openai/gpt-6.1-sol', 'openai', 'openai', 'text', 9, 'GPT-6.1 Sol',
    NULL, NULL, 'Берут за токены: цену ответа заранее не знает никто',
    '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Промт","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "references": {"title":"Референсы","type":"array","items":{"type":"string"},"maxItems":8,"x-media":"image","x-role":"reference","x-order":4},
    "instructions": {"title":"Указания модели","type":"string","maxLength":20000,"x-order":5,"x-advanced":true},
    "max_output_tokens": {"title":"Не длиннее, токенов","type":"integer","minimum":16,"maximum":128000,"x-order":6,"x-advanced":true}}}'),
  ('openai/gpt-6.1-terra', 'openai', 'openai', 'text', 10, 'GPT-6.1 Terra',
    NULL, NULL, 'Берут за токены: цену ответа заранее не знает никто',
    '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Промт","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "references": {"title":"Референсы","type":"array","items":{"type":"string"},"maxItems":8,"x-media":"image","x-role":"reference","x-order":4},
    "instructions": {"title":"Указания модели","type":"string","maxLength":20000,"x-order":5,"x-advanced":true},
    "max_output_tokens": {"title":"Не длиннее, токенов","type":"integer","minimum":16,"maximum":128000,"x-order":6,"x-advanced":true}}}'),
  ('openai/gpt-6-luna', 'openai', 'openai', 'text', 11, 'GPT-6 Luna',
    NULL, NULL, 'Берут за токены: цену ответа заранее не знает никто',
    '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Промт","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "references": {"title":"Референсы","type":"array","items":{"type":"string"},"maxItems":8,"x-media":"image","x-role":"reference","x-order":4},
    "instructions": {"title":"Указания модели","type":"string","maxLength":20000,"x-order":5,"x-advanced":true},
    "max_output_tokens": {"title":"Не длиннее, токенов","type":"integer","minimum":16,"maximum":128000,"x-order":6,"x-advanced":true}}}'),
  ('openai/gpt-4o-mini-tts', 'openai', 'openai', 'speech', 12, 'GPT-4o mini TTS',
    NULL, '2027-01-06', 'OpenAI отключит её 6 января 2027',
    '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Текст","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "voice": {"title":"Голос","type":"string","enum":["alloy","ash","ballad","coral","echo","fable","onyx","nova","sage","shimmer","verse","marin","cedar"],"default":"coral","x-order":2},
    "instructions": {"title":"Как говорить","type":"string","maxLength":4096,"x-order":3},
    "speed": {"title":"Скорость","type":"number","minimum":0.25,"maximum":4,"default":1,"x-order":4,"x-advanced":true}}}'),
  ('openai/tts-1', 'openai', 'openai', 'speech', 13, 'TTS-1',
    '{"amount":15000,"currency":"USD","per":"thousand_chars","source":"developers.openai.com/api/docs/models/tts-1","on":"2026-11-21"}', '2027-01-06', 'OpenAI отключит её 6 января 2027',
    '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Текст","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "voice": {"title":"Голос","type":"string","enum":["alloy","ash","coral","echo","fable","onyx","nova","sage","shimmer"],"default":"coral","x-order":2},
    "speed": {"title":"Скорость","type":"number","minimum":0.25,"maximum":4,"default":1,"x-order":4,"x-advanced":true}}}'),
  ('openai/tts-1-hd', 'openai', 'openai', 'speech', 14, 'TTS-1 HD',
    '{"amount":30000,"currency":"USD","per":"thousand_chars","source":"developers.openai.com/api/docs/models/tts-1","on":"2026-11-21"}', '2027-01-06', 'OpenAI отключит её 6 января 2027',
    '{"type":"object","additionalProperties":false,"required":["prompt"],"properties":{
    "prompt": {"title":"Текст","type":"string","minLength":1,"maxLength":20000,"x-role":"prompt","x-order":1},
    "voice": {"title":"Голос","type":"string","enum":["alloy","ash","coral","echo","fable","onyx","nova","sage","shimmer"],"default":"coral","x-order":2},
    "speed": {"title":"Скорость","type":"number","minimum":0.25,"maximum":4,"default":1,"x-order":4,"x-advanced":true}}}'),
  ('openai/gpt-transcribe', 'openai', 'openai', 'transcription', 15, 'GPT Transcribe',
    NULL, NULL, 'Запись до 25 МБ',
    '{"type":"object","additionalProperties":false,"required":["audio"],"properties":{
    "audio": {"title":"Запись","type":"string","x-media":"audio","x-order":1},
    "language": {"title":"Язык","type":"string","enum":["ru","en"],"default":"ru","x-order":2,"x-labels":{"ru":"русский","en":"английский"}},
    "prompt": {"title":"Слова, которые встретятся","type":"string","maxLength":2000,"x-order":3,"x-advanced":true}}}'),
  ('openai/whisper-1', 'openai', 'openai', 'transcription', 16, 'Whisper',
    NULL, '2027-02-26', 'OpenAI отключит её 26 февраля 2027; запись до 25 МБ',
    '{"type":"object","additionalProperties":false,"required":["audio"],"properties":{
    "audio": {"title":"Запись","type":"string","x-media":"audio","x-order":1},
    "language": {"title":"Язык","type":"string","enum":["ru","en"],"default":"ru","x-order":2,"x-labels":{"ru":"русский","en":"английский"}},
    "prompt": {"title":"Слова, которые встретятся","type":"string","maxLength":2000,"x-order":3,"x-advanced":true}}}');
