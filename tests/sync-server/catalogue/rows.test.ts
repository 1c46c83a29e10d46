import { expect, test } from 'vitest';
import { Catalogue } from '#shared/catalogue/model.ts';
import { aHouse, faultOf, type House, type Person } from '../a-house.ts';
import { aModelRow, aProviderRow } from './a-row.ts';

async function aStudio(env: Record<string, string> = {}) {
  const house = await aHouse({ env });
  const admin = await house.person('root', 'admin');
  return { house, admin };
}

const paste = (admin: Person, json: unknown) => admin.ask('POST', '/api/catalogue/rows', { json });

async function catalogueOf(admin: Person): Promise<Catalogue> {
  return Catalogue.parse(await (await admin.ask('GET', '/api/catalogue')).json());
}

/** How many rows of the catalogue there are: a refused row changes none of them. */
async function counts({ core }: House) {
  const tables = ['providers', 'accounts', 'models', 'account_limits'];
  return Promise.all(
    tables.map((table) => core.database.readOne({ sql: `SELECT count(*) AS n FROM ${table}`, args: [] })),
  );
}

test('a provider that is pasted stands in the catalogue with its models, at once and for everybody', async () => {
  const { house, admin } = await aStudio();
  const before = await catalogueOf(admin);
  const pasted = await paste(admin, aProviderRow());
  expect([pasted.status, await pasted.json()]).toEqual([
    201,
    { provider: 'atelier', models: ['atelier/brush-2'] },
  ]);
  const member = await house.person('anna');
  const after = await catalogueOf(member);
  expect(after.version).not.toBe(before.version);
  expect(after.models.find(({ id }) => id === 'atelier/brush-2')).toMatchObject({
    provider: 'atelier',
    account: 'atelier',
    price: { amount: 40_000, currency: 'USD', on: '2026-11-20' },
    retiresOn: '2027-06-01',
    notice: 'С июня вместо неё будет «Кисть 3».',
    lacksKey: true,
  });
});

test('a new model of a known provider comes by data alone, also several at once', async () => {
  const { admin } = await aStudio();
  await paste(admin, aProviderRow());
  const rows = ['brush-3', 'brush-4'].map((name) => aModelRow({ id: `atelier/${name}` }));
  expect((await paste(admin, rows)).status).toBe(201);
  expect((await paste(admin, aModelRow({ id: 'atelier/brush-5' }))).status).toBe(201);
  const { models } = await catalogueOf(admin);
  expect(models.filter(({ provider }) => provider === 'atelier').map(({ id }) => id)).toEqual([
    'atelier/brush-2',
    'atelier/brush-3',
    'atelier/brush-4',
    'atelier/brush-5',
  ]);
});

test('K3: what is exported is what was pasted, and comes in again', async () => {
  const { admin } = await aStudio();
  await paste(admin, aProviderRow());
  const provider = await (await admin.ask('GET', '/api/providers/atelier/row')).json();
  expect(provider).toEqual(aProviderRow());
  const model = await (await admin.ask('GET', '/api/models/atelier%2Fbrush-2/row')).json();
  expect(model).toEqual(aModelRow());
  const { admin: other } = await aStudio();
  expect((await paste(other, provider)).status).toBe(201);
  expect(await (await other.ask('GET', '/api/providers/atelier/row')).json()).toEqual(provider);
});

test('pasted again a row replaces what stands, and leaves what a person has said of it', async () => {
  const { admin } = await aStudio();
  await paste(admin, aProviderRow());
  await admin.ask('PATCH', '/api/models/atelier%2Fbrush-2', { json: { isOn: false } });
  await paste(admin, aProviderRow({ name: 'Ателье и сыновья', models: [aModelRow({ name: 'Кисть II' })] }));
  const { models, providers } = await catalogueOf(admin);
  expect(providers.find(({ id }) => id === 'atelier')?.name).toBe('Ателье и сыновья');
  expect(models.find(({ id }) => id === 'atelier/brush-2')).toMatchObject({ name: 'Кисть II', isOff: true });
});

const PRIVATE = [
  ...[
    'http://127.0.0.1:8188',
    'https://localhost',
    'https://10.0.0.5',
    'https://192.168.1.7',
    'https://[::1]',
  ],
  ...[
    'https://2130706433',
    'https://0x7f.1',
    'https://[::ffff:10.0.0.1]',
    'https://comfy',
    'https://comfy.lan',
  ],
  ...['https://169.254.169.254', 'https://metadata.internal', 'https://[fd00::1]', 'https://100.64.0.1'],
];

test.each(PRIVATE)(
  'K2: a row with a private address (%s) is refused, and nothing of it stays',
  async (baseUrl) => {
    const { house, admin } = await aStudio();
    const before = await counts(house);
    const answer = await paste(admin, aProviderRow({ account: { name: 'Своя', baseUrl } }));
    expect(await answer.json()).toMatchObject({
      fault: { code: 'private_address' },
      message: expect.stringContaining('RASKADR_ALLOW_ORIGINS'),
    });
    expect(await counts(house)).toEqual(before);
  },
);

test('K2: an address of a closed network that the operator has allowed is taken', async () => {
  const { admin } = await aStudio({ RASKADR_ALLOW_ORIGINS: 'http://127.0.0.1:8188, http://comfy.lan:9000' });
  const at = (baseUrl: string) => aProviderRow({ account: { name: 'Своя', baseUrl } });
  expect((await paste(admin, at('http://127.0.0.1:8188/api'))).status).toBe(201);
  expect((await paste(admin, at('http://comfy.lan:9000'))).status).toBe(201);
  expect(await faultOf(await paste(admin, at('http://127.0.0.1:8189')))).toBe('private_address');
});

const http = (definition: object) => ({
  definition: { ...Object(aProviderRow().definition), ...definition },
});
const model = (more: object) => ({ models: [aModelRow(more)] });
const schema = (properties: object, more: object = {}) =>
  model({ schema: { type: 'object', properties, ...more } });

const BAD: [string, object, string, string][] = [
  ['no name', { name: undefined }, 'name', 'missing'],
  ['a name of blanks', { name: '   ' }, 'name', 'value'],
  ['an id that is none', { id: 'Ателье' }, 'id', 'value'],
  ['a word that is misspelt', { needKey: true }, 'needKey', 'unknown'],
  ['a misspelt word inside', http({ pol: {} }), 'definition/pol', 'unknown'],
  ['no address', { account: { name: 'Студия' } }, 'account/baseUrl', 'missing'],
  ['an address that is none', { account: { name: 'x', baseUrl: 'atelier' } }, 'account/baseUrl', 'address'],
  ['a plain address', { account: { name: 'x', baseUrl: 'http://a.example' } }, 'account/baseUrl', 'address'],
  [
    'a password in it',
    { account: { name: 'x', baseUrl: 'https://a:b@c.example' } },
    'account/baseUrl',
    'address',
  ],
  ['another scheme', { account: { name: 'x', baseUrl: 'file:///etc' } }, 'account/baseUrl', 'address'],
  ['no way to submit', http({ submit: {} }), 'definition/submit/path', 'missing'],
  ['a path to elsewhere', http({ submit: { path: '//evil.example' } }), 'definition/submit/path', 'value'],
  ['a task that nobody asks about', http({ poll: undefined }), 'definition/poll', 'missing'],
  [
    'a poll without a status',
    http({ poll: { path: '/x', done: [], failed: [] } }),
    'definition/poll/status',
    'missing',
  ],
  [
    'a key nobody would send',
    http({ idempotencyHeader: undefined }),
    'definition/idempotencyHeader',
    'missing',
  ],
  [
    'a key in the clear',
    http({ headers: { 'X-Version': '1', Authorization: 'Bearer sk-1' } }),
    'definition/headers/Authorization',
    'secret',
  ],
  [
    'a key of another name',
    http({ headers: { 'x-api-key': 'sk-1' } }),
    'definition/headers/x-api-key',
    'secret',
  ],
  ['no place for a result', http({ outputs: {} }), 'definition/outputs/files', 'missing'],
  ['uploads by nothing', http({ upload: { address: '/url' } }), 'definition/upload/send', 'missing'],
  [
    'uploads to a place that nobody tells',
    http({ upload: { send: { place: { at: '/put' } }, address: '/url' } }),
    'definition/upload/ask',
    'missing',
  ],
  [
    'uploads of which nothing is known',
    http({ upload: { send: { place: { path: '/put' } } } }),
    'definition/upload/address',
    'missing',
  ],
  [
    'uploads that are too long for anybody',
    http({ upload: { send: { place: { path: '/put' } }, address: '/url', maxBytes: 1024 ** 3 } }),
    'definition/upload/maxBytes',
    'value',
  ],
  [
    'a picture that no request names',
    schema({ image: { type: 'string', 'x-media': 'image' } }),
    'models/0/schema/properties/image',
    'unsent',
  ],
  ['a look-up that is not told', { recovery: 'lookup' }, 'definition/lookUp', 'missing'],
  ['a foreign model', model({ id: 'openai/gpt' }), 'models/0/id', 'foreign'],
  ['a model twice', { models: [aModelRow(), aModelRow()] }, 'models/1/id', 'twice'],
  [
    'a price from nowhere',
    model({ price: { amount: 1, currency: 'USD', per: 'call' } }),
    'models/0/price/source',
    'missing',
  ],
  [
    'half a price',
    model({ price: { amount: 0.5, currency: 'USD', per: 'call', source: 'x' } }),
    'models/0/price/amount',
    'value',
  ],
  ['a day that is none', model({ retiresOn: '2027-02-30' }), 'models/0/retiresOn', 'value'],
  ['a loop', schema({ a: { $ref: '#' } }), 'models/0/schema/properties/a/$ref', 'no_reference'],
  [
    'two prompts',
    schema({ a: { 'x-role': 'prompt' }, b: { 'x-role': 'prompt' } }),
    'models/0/schema/properties/b/x-role',
    'twice',
  ],
  [
    'a default that does not fit',
    schema({ a: { type: 'integer', default: 'x' } }),
    'models/0/schema/properties/a/default',
    'value',
  ],
  [
    'a pattern that is none',
    schema({ a: { type: 'string', pattern: '(' } }),
    'models/0/schema/properties/a',
    'unread',
  ],
  [
    'a parameter that is not there',
    schema({}, { required: ['a'] }),
    'models/0/schema/properties/a',
    'missing',
  ],
];

test.each(BAD)('K1: a row with %s is refused, and says where', async (_, more, at, why) => {
  const { house, admin } = await aStudio();
  const before = await counts(house);
  const answer = await paste(admin, aProviderRow(more));
  expect([answer.status, await answer.json()]).toMatchObject([400, { fault: { code: 'bad_row', at, why } }]);
  expect(await counts(house)).toEqual(before);
});

test('K2: uploads of a row are judged like its address', async () => {
  const { house, admin } = await aStudio({ RASKADR_ALLOW_ORIGINS: 'http://127.0.0.1:8188' });
  const before = await counts(house);
  const at = (base: string) =>
    aProviderRow(http({ upload: { base, send: { place: { path: '/put' } }, address: '/url' } }));
  expect(await faultOf(await paste(admin, at('https://10.0.0.5')))).toBe('private_address');
  expect(await faultOf(await paste(admin, at('http://files.example')))).toBe('bad_row');
  expect(await counts(house)).toEqual(before);
  expect((await paste(admin, at('http://127.0.0.1:8188'))).status).toBe(201);
});

test('K1: what is no row at all is refused without a fall', async () => {
  const { admin } = await aStudio();
  for (const json of [null, 1, 'x', [], [null], {}, [[]], { adapter: 'http' }])
    expect((await paste(admin, json)).status).toBe(400);
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const answer = await admin.ask('POST', '/api/catalogue/rows', {
    bytes: new TextEncoder().encode(deep),
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(400);
});

test('an adapter that no runner has, and a model of a provider that is not there, are refused', async () => {
  const { admin } = await aStudio();
  expect(await faultOf(await paste(admin, aProviderRow({ adapter: 'telepathy' })))).toBe('adapter_unknown');
  expect(await faultOf(await paste(admin, aModelRow({ id: 'nobody/x' })))).toBe('provider_not_found');
});

test('K4: models are offered in the order that a person gives them; new ones come after', async () => {
  const { admin } = await aStudio();
  await paste(admin, aProviderRow());
  const images = async () =>
    (await catalogueOf(admin)).models
      .filter(({ purpose, provider }) => purpose === 'image' && ['imitation', 'atelier'].includes(provider))
      .map(({ id }) => id);
  expect(await images()).toEqual(['imitation/image', 'atelier/brush-2']);
  const json = { purpose: 'image', models: ['atelier/brush-2', 'imitation/image'] };
  expect((await admin.ask('PUT', '/api/models/order', { json })).status).toBe(204);
  await paste(admin, aModelRow({ id: 'atelier/a-new-one' }));
  expect(await images()).toEqual(['atelier/brush-2', 'imitation/image', 'atelier/a-new-one']);
});

test('K3: a price can be given and taken away, and only one that names its source', async () => {
  const { admin } = await aStudio();
  await paste(admin, aProviderRow());
  const edit = (price: unknown) => admin.ask('PATCH', '/api/models/atelier%2Fbrush-2', { json: { price } });
  const priceOf = async () =>
    (await catalogueOf(admin)).models.find(({ id }) => id === 'atelier/brush-2')?.price;
  expect((await edit({ amount: 5, currency: 'RUB', per: 'call', source: '' })).status).toBe(400);
  const price = { amount: 5, currency: 'RUB', per: 'call', source: 'договор 7', on: '2026-11-21' };
  expect((await edit(price)).status).toBe(204);
  expect(await priceOf()).toEqual(price);
  await edit(null);
  expect(await priceOf()).toBeNull();
});

test('a provider goes with its accounts and models', async () => {
  const { house, admin } = await aStudio();
  const before = await counts(house);
  await paste(admin, aProviderRow());
  expect((await admin.ask('DELETE', '/api/providers/atelier')).status).toBe(204);
  expect(await counts(house)).toEqual(before);
  expect((await admin.ask('DELETE', '/api/providers/atelier')).status).toBe(404);
});
