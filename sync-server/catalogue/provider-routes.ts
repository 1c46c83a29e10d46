import { Hono } from 'hono';
import * as z from 'zod/mini';
import { ProviderId } from '#shared/catalogue/model.ts';
import {
  AccountId,
  EditAccountBody,
  NewAccountBody,
  type ProvidersAnswer,
} from '#shared/catalogue/provider-facts.ts';
import { adminsOnly } from '../auth/admins-only.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import { jsonBody } from '../http/json-body.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import type { CatalogueContext } from './catalogue-context.ts';
import { checkAccount } from './check-account.ts';
import { addAccount, editAccount, removeAccount } from './edit-account.ts';
import { removeProvider } from './edit-model.ts';
import { exportProvider } from './export-row.ts';
import { importRow } from './import-row.ts';
import { listProviderFacts } from './list-providers.ts';

const ProviderParam = z.object({ id: ProviderId });
const AccountParam = z.object({ id: AccountId });

/** Providers and accounts, for admins. A key goes in and never comes out. */
export function providerRoutes(context: CatalogueContext) {
  const { database, log } = context.core;
  return new Hono<SignedInEnv>()
    .get('/api/providers', adminsOnly, async (c) =>
      c.json({ providers: await listProviderFacts(context) } satisfies ProvidersAnswer, 200),
    )
    .post('/api/catalogue/rows', adminsOnly, jsonBody, async (c) => {
      const imported = await importRow(context, await c.req.json());
      if (!imported.ok) return refuse(c, imported.fault);
      log.info('catalogue_row', { provider: imported.value.provider, user: c.var.principal.user });
      return c.json(imported.value, 201);
    })
    .get('/api/providers/:id/row', adminsOnly, valid('param', ProviderParam), async (c) => {
      const row = await exportProvider(database, c.req.valid('param').id);
      return row.ok ? c.json(row.value, 200) : refuse(c, row.fault);
    })
    .delete('/api/providers/:id', adminsOnly, valid('param', ProviderParam), async (c) => {
      const { id } = c.req.valid('param');
      const removed = await removeProvider(context, id);
      if (!removed.ok) return refuse(c, removed.fault);
      log.info('provider_removed', { provider: id, user: c.var.principal.user });
      return c.body(null, 204);
    })
    .post('/api/accounts', adminsOnly, jsonBody, valid('json', NewAccountBody), async (c) => {
      const added = await addAccount(context, c.req.valid('json'));
      return added.ok ? c.json(added.value, 201) : refuse(c, added.fault);
    })
    .patch(
      '/api/accounts/:id',
      adminsOnly,
      valid('param', AccountParam),
      jsonBody,
      valid('json', EditAccountBody),
      async (c) => {
        const { id } = c.req.valid('param');
        const body = c.req.valid('json');
        const edited = await editAccount(context, id, body);
        if (!edited.ok) return refuse(c, edited.fault);
        log.info('account_edited', { account: id, fields: Object.keys(body), user: c.var.principal.user });
        return c.body(null, 204);
      },
    )
    .delete('/api/accounts/:id', adminsOnly, valid('param', AccountParam), async (c) => {
      const removed = await removeAccount(context, c.req.valid('param').id);
      return removed.ok ? c.body(null, 204) : refuse(c, removed.fault);
    })
    .post('/api/accounts/:id/check', adminsOnly, valid('param', AccountParam), async (c) => {
      const asked = await checkAccount(context, c.req.valid('param').id, c.var.principal.user);
      return asked.ok ? c.body(null, 202) : refuse(c, asked.fault);
    });
}
