import { Hono } from 'hono';
import * as z from 'zod/mini';
import { ModelId } from '#shared/catalogue/model.ts';
import { EditModelBody, OrderModelsBody } from '#shared/catalogue/provider-facts.ts';
import { adminsOnly } from '../auth/admins-only.ts';
import type { SignedInEnv } from '../auth/signed-in.ts';
import { jsonBody } from '../http/json-body.ts';
import { refuse } from '../http/respond.ts';
import { valid } from '../http/valid.ts';
import type { CatalogueContext } from './catalogue-context.ts';
import { editModel, orderModels, removeModel } from './edit-model.ts';
import { exportModel } from './export-row.ts';

const ModelParam = z.object({ id: ModelId });

/** Models, for admins. Everybody reads them in the catalogue. */
export function modelRoutes(context: CatalogueContext) {
  return new Hono<SignedInEnv>()
    .put('/api/models/order', adminsOnly, jsonBody, valid('json', OrderModelsBody), async (c) => {
      const ordered = await orderModels(context, c.req.valid('json'));
      return ordered.ok ? c.body(null, 204) : refuse(c, ordered.fault);
    })
    .patch(
      '/api/models/:id',
      adminsOnly,
      valid('param', ModelParam),
      jsonBody,
      valid('json', EditModelBody),
      async (c) => {
        const edited = await editModel(context, c.req.valid('param').id, c.req.valid('json'));
        return edited.ok ? c.body(null, 204) : refuse(c, edited.fault);
      },
    )
    .get('/api/models/:id/row', adminsOnly, valid('param', ModelParam), async (c) => {
      const row = await exportModel(context.core.database, c.req.valid('param').id);
      return row.ok ? c.json(row.value, 200) : refuse(c, row.fault);
    })
    .delete('/api/models/:id', adminsOnly, valid('param', ModelParam), async (c) => {
      const removed = await removeModel(context, c.req.valid('param').id);
      return removed.ok ? c.body(null, 204) : refuse(c, removed.fault);
    });
}
