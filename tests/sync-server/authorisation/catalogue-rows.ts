import { aModelRow, aProviderRow } from '../catalogue/a-row.ts';
import { forAdmins, get, type Outcome, type Row } from './columns.ts';

const IMAGE = '/api/models/imitation%2Fimage';

/** What is asked after an admin has pasted a provider of his own. */
function withProvider(
  method: string,
  path: string,
  { outcome, json }: { outcome: Outcome; json?: unknown },
): Row {
  const route = path.replace('atelier%2Fbrush-2', ':id').replace('atelier', ':id');
  return {
    route: `${method} ${route} · of a pasted provider`,
    expected: forAdmins(outcome),
    ask: async ({ people }, caller) => {
      await people.admin.ask('POST', '/api/catalogue/rows', { json: aProviderRow() });
      return caller.ask(method, path, json === undefined ? {} : { json });
    },
  };
}

/** Providers, accounts and models are an admin's; what others may see of them is the catalogue. */
export const CATALOGUE_ROWS: Row[] = [
  { route: 'GET /api/providers', expected: forAdmins(200), ask: get('/api/providers') },
  {
    route: 'POST /api/catalogue/rows · a provider',
    expected: forAdmins(201),
    ask: (_, caller) => caller.ask('POST', '/api/catalogue/rows', { json: aProviderRow() }),
  },
  {
    route: 'POST /api/catalogue/rows · a model',
    expected: forAdmins(201),
    ask: (_, caller) =>
      caller.ask('POST', '/api/catalogue/rows', { json: aModelRow({ id: 'imitation/another' }) }),
  },
  { route: 'GET /api/providers/:id/row', expected: forAdmins(200), ask: get('/api/providers/imitation/row') },
  withProvider('DELETE', '/api/providers/atelier', { outcome: 204 }),
  {
    route: 'POST /api/accounts',
    expected: forAdmins(201),
    ask: (_, caller) =>
      caller.ask('POST', '/api/accounts', { json: { provider: 'imitation', name: 'Вторая' } }),
  },
  withProvider('PATCH', '/api/accounts/atelier', { outcome: 204, json: { key: 'a-key-of-the-atelier' } }),
  withProvider('DELETE', '/api/accounts/atelier', { outcome: 'account_in_use' }),
  withProvider('POST', '/api/accounts/atelier/check', { outcome: 'check_unknown' }),
  {
    route: 'PUT /api/models/order',
    expected: forAdmins(204),
    ask: (_, caller) =>
      caller.ask('PUT', '/api/models/order', { json: { purpose: 'image', models: ['imitation/image'] } }),
  },
  {
    route: 'PATCH /api/models/:id',
    expected: forAdmins(204),
    ask: (_, caller) => caller.ask('PATCH', IMAGE, { json: { isOn: false } }),
  },
  { route: 'GET /api/models/:id/row', expected: forAdmins(200), ask: get(`${IMAGE}/row`) },
  withProvider('DELETE', '/api/models/atelier%2Fbrush-2', { outcome: 204 }),
];
