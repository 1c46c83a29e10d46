// The stock server of @y/websocket-server 0.1.1 (its own src/server.js), listening on a free port that it prints.
import http from 'node:http';
import { createRequire } from 'node:module';
import { setupWSConnection } from '@y/websocket-server/utils';
import { WebSocketServer } from 'ws';

const sockets = new WebSocketServer({ noServer: true });
sockets.on('connection', setupWSConnection);

const server = http.createServer((_request, response) => response.end('okay'));
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request));
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const { version } = createRequire(import.meta.url)('./node_modules/@y/websocket-server/package.json');
  console.log(`y-websocket ${version} http://127.0.0.1:${server.address().port}`);
});
