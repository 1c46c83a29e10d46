import {
  blob,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';

const bytes = (name: string) => blob(name, { mode: 'buffer' }).$type<Uint8Array>().notNull();

export const serverState = sqliteTable('server_state', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});

export const users = sqliteTable('users', {
  id: text('id').primaryKey(),
  login: text('login').notNull().unique(),
  passwordHash: text('password_hash').notNull(),
  role: text('role', { enum: ['admin', 'member'] }).notNull(),
  createdAt: integer('created_at').notNull(),
  disabledAt: integer('disabled_at'),
});

export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    secretHash: bytes('secret_hash'),
    userId: text('user_id').notNull(),
    createdAt: integer('created_at').notNull(),
    renewedAt: integer('renewed_at').notNull(),
    userAgent: text('user_agent').notNull(),
  },
  (table) => [index('sessions_by_user').on(table.userId)],
);

export const projects = sqliteTable('projects', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  shots: integer('shots').notNull().default(0),
  ready: integer('ready').notNull().default(0),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
  editedAt: integer('edited_at').notNull(),
  changeSeq: integer('change_seq').notNull().default(0),
  trashedAt: integer('trashed_at'),
  covers: text('covers').notNull().default('[]'),
});

export const projectMembers = sqliteTable(
  'project_members',
  {
    project: text('project').notNull(),
    userId: text('user_id').notNull(),
    role: text('role', { enum: ['owner', 'editor', 'viewer'] }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.project, table.userId] }),
    index('project_members_by_user').on(table.userId),
  ],
);

export const docs = sqliteTable(
  'docs',
  {
    doc: text('doc').primaryKey(),
    project: text('project').notNull(),
    kind: text('kind', { enum: ['index', 'shot', 'scenario'] }).notNull(),
    headSeq: integer('head_seq').notNull().default(0),
    changeSeq: integer('change_seq').notNull().default(0),
  },
  (table) => [index('docs_by_project').on(table.project)],
);

export const docUpdates = sqliteTable(
  'doc_updates',
  {
    doc: text('doc').notNull(),
    seq: integer('seq').notNull(),
    bytes: bytes('bytes'),
    sha256: bytes('sha256'),
    userId: text('user_id'),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.doc, table.seq] })],
);

export const docPushes = sqliteTable(
  'doc_pushes',
  { doc: text('doc').notNull(), device: text('device').notNull(), row: integer('row').notNull() },
  (table) => [primaryKey({ columns: [table.doc, table.device, table.row] })],
);

export const docSnapshots = sqliteTable(
  'doc_snapshots',
  {
    doc: text('doc').notNull(),
    seq: integer('seq').notNull(),
    bytes: bytes('bytes'),
    sha256: bytes('sha256'),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.doc, table.seq] })],
);

export const mutations = sqliteTable('mutations', {
  id: text('id').primaryKey(),
  userId: text('user_id').notNull(),
  kind: text('kind').notNull(),
  result: text('result').notNull(),
  createdAt: integer('created_at').notNull(),
});

export const feeds = sqliteTable('feeds', { feed: text('feed').primaryKey(), seq: integer('seq').notNull() });

export const feedRows = sqliteTable(
  'feed_rows',
  {
    feed: text('feed').notNull(),
    seq: integer('seq').notNull(),
    kind: text('kind').notNull(),
    id: text('id').notNull(),
    value: text('value'),
  },
  (table) => [
    primaryKey({ columns: [table.feed, table.kind, table.id] }),
    uniqueIndex('feed_rows_by_seq').on(table.feed, table.seq),
  ],
);

export const jobs = sqliteTable('jobs', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  project: text('project'),
  userId: text('user_id'),
  account: text('account'),
  dedupeKey: text('dedupe_key').unique(),
  payload: text('payload').notNull(),
  priority: integer('priority').notNull(),
  createdAt: integer('created_at').notNull(),
  ledger: text('ledger').notNull(),
  state: text('state').notNull(),
  runAt: integer('run_at').notNull(),
  leaseUntil: integer('lease_until'),
  changedAt: integer('changed_at').notNull(),
  version: integer('version').notNull().default(0),
  shot: text('shot'),
  runner: text('runner'),
  stage: text('stage'),
  progress: real('progress'),
  startedAt: integer('started_at'),
  endedAt: integer('ended_at'),
  price: text('price'),
  answer: text('answer'),
});

export const accountLimits = sqliteTable('account_limits', {
  account: text('account').primaryKey(),
  concurrency: integer('concurrency').notNull(),
  notBefore: integer('not_before').notNull().default(0),
});

export const caps = sqliteTable(
  'caps',
  {
    scope: text('scope').notNull(),
    currency: text('currency').notNull(),
    amount: integer('amount').notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.currency] })],
);

export const spending = sqliteTable(
  'spending',
  {
    scope: text('scope').notNull(),
    currency: text('currency').notNull(),
    capScope: text('cap_scope').notNull(),
    reserved: integer('reserved').notNull().default(0),
    spent: integer('spent').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.scope, table.currency] })],
);

export const runners = sqliteTable('runners', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  tokenHash: bytes('token_hash').unique(),
  isLocal: integer('is_local').notNull().default(0),
  isPaused: integer('is_paused').notNull().default(0),
  version: text('version').notNull().default(''),
  kinds: text('kinds').notNull().default('[]'),
  slots: text('slots').notNull().default('{"poll":0,"light":0,"render":0}'),
  tools: text('tools').notNull().default('{}'),
  createdAt: integer('created_at').notNull(),
  seenAt: integer('seen_at'),
  revokedAt: integer('revoked_at'),
});

export const pairingCodes = sqliteTable('pairing_codes', {
  codeHash: bytes('code_hash').primaryKey(),
  createdBy: text('created_by').notNull(),
  expiresAt: integer('expires_at').notNull(),
});

export const providers = sqliteTable('providers', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  adapter: text('adapter').notNull(),
  recovery: text('recovery', { enum: ['key', 'lookup', 'none'] }).notNull(),
  needsKey: integer('needs_key').notNull(),
  definition: text('definition').notNull().default('{}'),
  position: integer('position').notNull(),
  isEdited: integer('is_edited').notNull().default(0),
});

export const accounts = sqliteTable('accounts', {
  id: text('id').primaryKey(),
  provider: text('provider').notNull(),
  name: text('name').notNull(),
  baseUrl: text('base_url'),
  isRemoteTrusted: integer('is_remote_trusted').notNull().default(0),
  checkJob: text('check_job'),
});

export const accountSecrets = sqliteTable(
  'account_secrets',
  {
    account: text('account').notNull(),
    field: text('field', { enum: ['key', 'proxy'] }).notNull(),
    sealedBy: text('sealed_by').notNull(),
    sealed: bytes('sealed'),
    hint: text('hint').notNull(),
    changedAt: integer('changed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.field] })],
);

export const models = sqliteTable('models', {
  id: text('id').primaryKey(),
  provider: text('provider').notNull(),
  account: text('account').notNull(),
  name: text('name').notNull(),
  purpose: text('purpose', { enum: ['text', 'image', 'video', 'speech', 'transcription'] }).notNull(),
  schema: text('schema').notNull(),
  price: text('price'),
  retiresOn: text('retires_on'),
  position: integer('position').notNull(),
  isEdited: integer('is_edited').notNull().default(0),
  isOn: integer('is_on').notNull().default(1),
  notice: text('notice'),
  place: integer('place'),
});

export const assets = sqliteTable(
  'assets',
  {
    id: text('id').notNull(),
    project: text('project').notNull(),
    shot: text('shot').notNull(),
    sha256: text('sha256').notNull(),
    kind: text('kind', { enum: ['image', 'video', 'audio', 'subtitles'] }).notNull(),
    type: text('type').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    width: integer('width'),
    height: integer('height'),
    durationMs: integer('duration_ms'),
    take: text('take'),
    prompt: text('prompt'),
    job: text('job'),
    model: text('model'),
    position: integer('position').notNull().default(0),
    createdAt: integer('created_at').notNull(),
    name: text('name'),
    userId: text('user_id'),
  },
  (table) => [
    primaryKey({ columns: [table.project, table.id] }),
    index('assets_by_content').on(table.sha256, table.project),
    index('assets_by_project').on(table.project, table.shot),
  ],
);

export const incoming = sqliteTable('incoming', {
  asset: text('asset').primaryKey(),
  project: text('project').notNull(),
  shot: text('shot').notNull(),
  userId: text('user_id').notNull(),
  name: text('name').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  sha256: text('sha256'),
  createdAt: integer('created_at').notNull(),
  wholeAt: integer('whole_at'),
  doneAt: integer('done_at'),
  prompt: text('prompt'),
});

export const contentFacts = sqliteTable('content_facts', {
  sha256: text('sha256').primaryKey(),
  width: integer('width'),
  height: integer('height'),
  durationMs: integer('duration_ms'),
  colours: text('colours').notNull().default('[]'),
  likeness: text('likeness'),
  fault: text('fault'),
});

export const renditions = sqliteTable(
  'renditions',
  {
    source: text('source').notNull(),
    name: text('name').notNull(),
    sha256: text('sha256').notNull(),
    type: text('type').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.name] }),
    index('renditions_by_content').on(table.sha256),
  ],
);

export const jobLines = sqliteTable(
  'job_lines',
  {
    job: text('job').notNull(),
    n: integer('n').notNull(),
    at: integer('at').notNull(),
    line: text('line').notNull(),
  },
  (table) => [primaryKey({ columns: [table.job, table.n] })],
);

export const schedules = sqliteTable('schedules', {
  id: text('id').primaryKey(),
  project: text('project'),
  userId: text('user_id').notNull(),
  cron: text('cron').notNull(),
  timeZone: text('time_zone').notNull(),
  kind: text('kind').notNull(),
  payload: text('payload').notNull(),
  account: text('account'),
  priority: integer('priority').notNull(),
  nextAt: integer('next_at'),
  isOn: integer('is_on').notNull().default(1),
});

export const decisions = sqliteTable('decisions', {
  id: text('id').primaryKey(),
  job: text('job').notNull(),
  call: text('call'),
  fault: text('fault').notNull(),
  askedAt: integer('asked_at').notNull(),
  choice: text('choice'),
  decidedBy: text('decided_by'),
  decidedAt: integer('decided_at'),
});

export const lendings = sqliteTable(
  'lendings',
  { job: text('job').notNull(), runner: text('runner').notNull() },
  (table) => [primaryKey({ columns: [table.job, table.runner] })],
);

export const uploads = sqliteTable(
  'uploads',
  {
    runner: text('runner').notNull(),
    sha256: text('sha256').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.runner, table.sha256] }),
    index('uploads_by_content').on(table.sha256),
  ],
);

export const prompts = sqliteTable(
  'prompts',
  {
    project: text('project').notNull(),
    shot: text('shot').notNull(),
    id: text('id').notNull(),
    text: text('text').notNull(),
    model: text('model'),
    origin: text('origin', { enum: ['written', 'edit', 'import'] }).notNull(),
    parent: text('parent'),
    remark: text('remark'),
    source: text('source'),
    params: text('params').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.project, table.shot, table.id] })],
);

export const assetMarks = sqliteTable(
  'asset_marks',
  {
    project: text('project').notNull(),
    shot: text('shot').notNull(),
    id: text('id').notNull(),
    rating: integer('rating').notNull(),
    favourite: integer('favourite').notNull(),
    flag: text('flag', { enum: ['pick', 'reject'] }),
    note: text('note').notNull(),
    deletedAt: integer('deleted_at'),
  },
  (table) => [primaryKey({ columns: [table.project, table.shot, table.id] })],
);

export const unreadShots = sqliteTable('unread_shots', { doc: text('doc').primaryKey() });
