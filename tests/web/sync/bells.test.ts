import { expect, test } from 'vitest';
import { listenToBells } from '#lib/sync/bells.ts';

function aStream(pieces: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
}

test('bells are read from a stream that comes in any pieces, and the line is opened anew when it breaks', async () => {
  const pieces = [
    ['retry: 3000\n\nda', 'ta: {"feed":"u:1","seq":3}\n\n:\n\ndata: nonsense\n'],
    ['data: {"feed":"p:2"}\n\n'],
  ];
  const stop = new AbortController();
  const heard: string[] = [];
  let opened = 0;
  await listenToBells({
    open: async () => aStream(pieces[opened++] ?? []),
    onOpen: () => heard.push('open'),
    onBell: (feed) => {
      heard.push(feed);
      if (feed === 'p:2') stop.abort();
    },
    onLost: () => heard.push('lost'),
    signal: stop.signal,
  });
  expect(heard).toEqual(['open', 'u:1', 'lost', 'open', 'p:2', 'lost']);
});
