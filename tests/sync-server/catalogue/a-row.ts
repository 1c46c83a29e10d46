/** A row as somebody would paste it: a provider of pictures with one model. */
export function aProviderRow(more: object = {}): Record<string, unknown> {
  return {
    id: 'atelier',
    name: 'Ателье',
    adapter: 'http',
    recovery: 'key',
    needsKey: true,
    definition: {
      submit: { path: '/tasks', body: { prompt: '{prompt}', tag: '{call}' }, withinS: 20 },
      key: { header: 'authorization', prefix: 'Bearer ' },
      idempotencyHeader: 'idempotency-key',
      taskId: '/id',
      poll: { path: '/tasks/{taskId}', status: '/status', done: ['done'], failed: ['failed'], afterMs: 200 },
      outputs: { files: '/files', url: '/url' },
      check: { path: '/account' },
    },
    account: { name: 'Студия', baseUrl: 'https://atelier.example', concurrency: 2 },
    models: [aModelRow()],
    ...more,
  };
}

export function aModelRow(more: object = {}): Record<string, unknown> {
  return {
    id: 'atelier/brush-2',
    name: 'Кисть 2',
    purpose: 'image',
    schema: {
      type: 'object',
      required: ['prompt'],
      properties: {
        prompt: { type: 'string', minLength: 1, 'x-role': 'prompt' },
        aspect: {
          title: 'Формат',
          type: 'string',
          enum: ['16:9', '1:1'],
          default: '16:9',
          'x-role': 'aspect',
        },
      },
    },
    price: {
      amount: 40_000,
      currency: 'USD',
      per: 'image',
      source: 'https://atelier.example/prices',
      on: '2026-11-20',
    },
    retiresOn: '2027-06-01',
    notice: 'С июня вместо неё будет «Кисть 3».',
    ...more,
  };
}
