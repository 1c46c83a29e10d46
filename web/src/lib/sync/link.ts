import * as decoding from 'lib0/decoding';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import type { DocName } from '#shared/documents/doc-name.ts';
import { Ack, MESSAGE, RecordsBell } from '#shared/sync/wire.ts';
import { countingSocket, type OpenSocket } from './counting-socket.ts';

export type LinkEvents = {
  /** Content left for the server; `step2` carries everything the document holds at this moment. */
  content(type: 'step2' | 'update'): void;
  ack(ack: Ack): void;
  bell(bell: RecordsBell): void;
  status(status: 'connecting' | 'connected' | 'disconnected'): void;
  /** The server's state has arrived. */
  synced(): void;
  /** A new socket: its frames are counted from nothing. */
  opened(): void;
  closed(code: number, reason: string): void;
};

export type Link = { provider: WebsocketProvider; close(): void; retry(): void };

/** The stock y-websocket client on one document, listening also to our two message types. */
export function openLink(
  doc: Y.Doc,
  name: DocName,
  { baseUrl, openSocket, events }: { baseUrl: string; openSocket: OpenSocket; events: LinkEvents },
): Link {
  const counting = countingSocket((url) => {
    events.opened();
    return openSocket(url);
  }, events.content);
  const provider = new WebsocketProvider(baseUrl, name, doc, {
    connect: false,
    disableBc: true,
    params: { ack: '1' },
    WebSocketPolyfill: counting,
  });
  provider.messageHandlers[MESSAGE.ack] = (_encoder, decoder) => events.ack(Ack.parse(readJson(decoder)));
  provider.messageHandlers[MESSAGE.records] = (_encoder, decoder) =>
    events.bell(RecordsBell.parse(readJson(decoder)));
  provider.on('status', ({ status }) => events.status(status));
  provider.on('sync', (isSynced) => {
    if (isSynced) events.synced();
  });
  provider.on('connection-close', (event) => events.closed(event?.code ?? 1006, event?.reason ?? ''));
  doc.on('afterAllTransactions', () => followClientId(doc, provider));
  provider.connect();
  return {
    provider,
    retry: () => provider.connect(),
    close: () => {
      provider.destroy();
      provider.awareness.destroy();
    },
  };
}

/** Yjs takes another client id when it meets its own in foreign content; the provider looks its presence up by it. */
function followClientId(doc: Y.Doc, { awareness }: WebsocketProvider): void {
  if (awareness.clientID === doc.clientID) return;
  const state = awareness.getLocalState();
  awareness.clientID = doc.clientID;
  awareness.setLocalState(state ?? {});
}

function readJson(decoder: decoding.Decoder): unknown {
  return JSON.parse(decoding.readVarString(decoder));
}
