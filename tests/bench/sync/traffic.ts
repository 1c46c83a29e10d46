import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../bench.ts';
import { newUlid } from '../documents/ulid.ts';
import { Deliveries } from '../load/deliveries.ts';
import { markedUpdates } from '../load/marked-updates.ts';
import { paced } from '../load/paced.ts';
import { percentile } from '../report/statistics.ts';
import type { RunningSystem } from '../servers/system.ts';
import { RawClient } from '../wire/raw-client.ts';
import { type Figures, type Measured, measureFleet } from './measure.ts';

const warmUpS = 1;
const burstRounds = 2;
const patienceMs = 5_000;

type Traffic = {
  rooms: number;
  clientsPerRoom: number;
  writersPerRoom: number;
  perSecond: number;
  seconds: number;
};

type Room = { deliveries: Deliveries; clients: RawClient[]; updates: Uint8Array[][] };

const burst: Traffic = { rooms: 1, clientsPerRoom: 20, writersPerRoom: 5, perSecond: 100, seconds: 0 };

/**
 * Traffic on every system, medians of the repeats. Before the first one each server gets a burst that does not count:
 * a fresh process runs unoptimised code, and a server in use does not. The shortest looks do without.
 */
export async function measureTraffic(context: BenchContext, traffic: Traffic): Promise<Measured> {
  return await measureFleet(context, async (system, repeat) => {
    if (repeat === 0 && traffic.seconds > 1) {
      for (let round = 0; round < burstRounds; round += 1) await runTraffic(system, burst, context.note);
    }
    return await runTraffic(system, traffic, context.note);
  });
}

/** People writing into shot documents: how soon the others see it, how soon the writer knows it is kept. */
async function runTraffic(
  system: RunningSystem,
  traffic: Traffic,
  note: BenchContext['note'],
): Promise<Figures> {
  const rooms = await openRooms(system, traffic);
  const clients = rooms.flatMap((room) => room.clients);
  try {
    await system.process.resetLoopDelay();
    const cpuBeforeS = system.process.cpuS;
    await write(rooms, traffic);
    await allDelivered(rooms);
    const cpuS = system.process.cpuS - cpuBeforeS;
    for (const line of cutOffs(clients)) note(`${system.key}: ${line}`);
    const inside = await system.process.readInside();
    return { ...figuresOf(rooms), cpuS, loopDelayP99: inside.loopDelayP99Ms };
  } finally {
    await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
  }
}

/** A closed socket takes no edits: without this line its silence would look like slowness. */
function cutOffs(clients: RawClient[]): string[] {
  const counts = new Map<string, number>();
  for (const { cutOffWith } of clients) {
    if (cutOffWith !== undefined) counts.set(cutOffWith, (counts.get(cutOffWith) ?? 0) + 1);
  }
  return [...counts].map(
    ([reason, count]) => `${count} of ${clients.length} sockets were closed with ${reason}`,
  );
}

async function openRooms(system: RunningSystem, traffic: Traffic): Promise<Room[]> {
  const warmUp = warmUpS * traffic.perSecond;
  const perWriter = warmUp + traffic.seconds * traffic.perSecond;
  const updates = Array.from({ length: traffic.writersPerRoom }, (_, writer) =>
    markedUpdates(writer, perWriter),
  );
  const rooms: Room[] = [];
  for (let n = 0; n < traffic.rooms; n += 1) {
    const doc = `s:${await system.newProject()}:${newUlid()}`;
    const { clientsPerRoom, writersPerRoom } = traffic;
    const deliveries = new Deliveries({
      clients: clientsPerRoom,
      writers: writersPerRoom,
      perWriter,
      warmUp,
    });
    const clients: RawClient[] = [];
    for (let client = 0; client < clientsPerRoom; client += 1) {
      clients.push(await openClient(system, { doc, client, deliveries, warmUp }));
    }
    rooms.push({ deliveries, clients, updates });
  }
  return rooms;
}

type OpenClient = { doc: string; client: number; deliveries: Deliveries; warmUp: number };

async function openClient(
  system: RunningSystem,
  { doc, client, deliveries, warmUp }: OpenClient,
): Promise<RawClient> {
  return await RawClient.open({
    origin: system.process.origin,
    doc,
    dialect: system.dialect,
    headers: system.headers,
    onframe: (frame, atMs) => deliveries.receive(client, frame, atMs),
    onack(latencyMs, n) {
      if (n >= warmUp) deliveries.ackLatenciesMs.push(latencyMs);
    },
  });
}

async function write(rooms: Room[], { writersPerRoom, perSecond, seconds }: Traffic): Promise<void> {
  const perWriter = (warmUpS + seconds) * perSecond;
  await paced({ writers: rooms.length * writersPerRoom, perWriter, perSecond }, (writer, n) => {
    const room = rooms[writer % rooms.length];
    const place = Math.floor(writer / rooms.length);
    const update = room?.updates[place]?.[n];
    if (room === undefined || update === undefined) return;
    room.deliveries.sent(place, n);
    room.clients[place]?.send(update);
  });
}

/** Waits for the last marker, and gives up when nothing new has come for a while. */
async function allDelivered(rooms: Room[]): Promise<void> {
  const expected = sumOf(rooms, ({ deliveries }) => deliveries.expected);
  let delivered = -1;
  let quietSinceMs = performance.now();
  while (delivered < expected && performance.now() - quietSinceMs < patienceMs) {
    const now = sumOf(rooms, ({ deliveries }) => deliveries.delivered);
    if (now > delivered) quietSinceMs = performance.now();
    delivered = now;
    await sleep(20);
  }
  await sleep(100);
}

function figuresOf(rooms: Room[]): Figures {
  const latencies = rooms.flatMap(({ deliveries }) => deliveries.latenciesMs);
  const acks = rooms.flatMap(({ deliveries }) => deliveries.ackLatenciesMs);
  const delivered = sumOf(rooms, ({ deliveries }) => deliveries.delivered);
  return {
    deliveredPercent: (100 * delivered) / sumOf(rooms, ({ deliveries }) => deliveries.expected),
    propagationP50: percentile(latencies, 50),
    propagationP99: percentile(latencies, 99),
    ackP50: percentile(acks, 50),
    ackP99: percentile(acks, 99),
  };
}

function sumOf(rooms: Room[], value: (room: Room) => number): number {
  return rooms.reduce((sum, room) => sum + value(room), 0);
}
