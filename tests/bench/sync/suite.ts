import type { Bench } from '../bench.ts';
import { fiftyClients } from './b1-fifty-clients.ts';
import { twoHundredClients } from './b2-two-hundred-clients.ts';
import { fiftyProjects } from './b3-fifty-projects.ts';
import { coldOpen } from './b4-cold-open.ts';
import { offlinePrefetch } from './b5-offline-prefetch.ts';
import { boardFromDevice } from './b6-board-from-device.ts';
import { idleSockets } from './b7-idle-sockets.ts';
import { restart } from './b8-restart.ts';
import { drags } from './b9-drags.ts';
import { stalledReader } from './b12-stalled-reader.ts';
import { killAfterAck } from './kill-after-ack.ts';

export const syncSuite: Bench[] = [
  fiftyClients,
  twoHundredClients,
  fiftyProjects,
  coldOpen,
  offlinePrefetch,
  boardFromDevice,
  idleSockets,
  restart,
  drags,
  stalledReader,
  killAfterAck,
];
