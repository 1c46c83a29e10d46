import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

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
