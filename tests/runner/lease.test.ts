import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { TooLateError } from '#runner/adapters/adapter.ts';
import { Lease } from '#runner/lease.ts';
import { beginCall } from '#runner/paid-call.ts';
import { type Clock, createClock, type Log } from '#runner/ports.ts';
import { ServerClient } from '#runner/server-client.ts';
import { JobId } from '#shared/jobs/job.ts';
import { Order } from '#shared/runner/protocol.ts';
import { anAssignment } from './an-assignment.ts';

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const job = JobId.parse('01M7ZDA7VXK80H0F98JN8QYN5W');

/** A server that answers as it is told, and the runner's client for it. */
async function aClient(listener: RequestListener): Promise<ServerClient> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  return new ServerClient({ serverUrl: `http://127.0.0.1:${port}`, token: 't' });
}

function aClock(): Clock & { passMs(ms: number): void } {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    passMs(ms) {
      nowMs += ms;
    },
    async wait(ms) {
      nowMs += ms;
    },
  };
}

function aLease(client: ServerClient, clock: Clock): Lease {
  const lease = new Lease({ client, clock, log: silent, job, fence: 3 }, { wantsCancel: false });
  onTestFinished(() => lease[Symbol.dispose]());
  return lease;
}

function anOrder(): Order {
  const { work, model, provider } = anAssignment({});
  return Order.parse({
    job,
    fence: 3,
    kind: 'generate:http',
    step: 'run',
    attempt: 1,
    work,
    model,
    provider,
    inputs: [],
    openCall: null,
    wantsCancel: false,
  });
}

function refusing(why: string): RequestListener {
  const body = JSON.stringify({ fault: { code: 'job_refused', why }, message: '' });
  return (_ask, answer) => void answer.writeHead(409).end(body);
}

test('the clock goes on while the machine sleeps, and never back', () => {
  const readings = { steady: 0, wall: 1000 };
  const clock = createClock({ steadyMs: () => readings.steady, wallMs: () => readings.wall });
  readings.steady += 10;
  readings.wall += 10;
  expect(clock.nowMs()).toBe(10);
  // Asleep: one of the two stood still.
  readings.wall += 90_000;
  expect(clock.nowMs()).toBe(90_010);
  readings.wall -= 3_600_000;
  readings.steady += 5;
  expect(clock.nowMs()).toBe(90_015);
});

test('J3: a heartbeat that is refused stops the work; one that is not heard does not', async () => {
  const clock = aClock();
  const lost = aLease(await aClient(refusing('lease_lost')), clock);
  const away = aLease(await aClient((ask) => void ask.socket.destroy()), clock);
  clock.passMs(90_000);
  expect([await lost.isSure(), lost.lost.aborted]).toEqual([false, true]);
  expect([await away.isSure(), away.lost.aborted]).toEqual([false, false]);
});

test('after a sleep nothing is begun before a heartbeat was answered', async () => {
  const clock = aClock();
  const asked: (string | undefined)[] = [];
  const client = await aClient((ask, answer) => {
    asked.push(ask.url?.split('/').at(-1));
    answer.end(JSON.stringify({ wantsCancel: false, leaseMs: 60_000, sendWithinMs: 20_000 }));
  });
  const lease = aLease(client, clock);
  clock.passMs(90_000);
  await beginCall({ client, clock, lease, order: anOrder(), signal: new AbortController().signal });
  expect(asked).toEqual(['heartbeat', 'begin']);
});

test('J4: a pause after the call was written down is found before it is sent', async () => {
  const clock = aClock();
  const client = await aClient((_ask, answer) => void answer.end('{"sendWithinMs":20000}'));
  const begun = await beginCall({
    client,
    clock,
    lease: aLease(client, clock),
    order: anOrder(),
    signal: new AbortController().signal,
  });
  if ('says' in begun) throw new Error(begun.says);
  begun.assertInTime();
  clock.passMs(19_500);
  expect(() => begun.assertInTime()).toThrow(TooLateError);
});

test.each([
  ['the job was called off', refusing('cancelled'), { says: 'release' }],
  [
    'the server is away',
    ((ask) => void ask.socket.destroy()) as RequestListener,
    { says: 'fail', body: { sent: 'no' } },
  ],
  [
    'the budget is used up',
    ((_ask, answer) =>
      void answer.writeHead(409).end('{"fault":{"code":"budget_exceeded"},"message":""}')) as RequestListener,
    { says: 'fail', body: { sent: 'no', retry: 'never', fault: { code: 'budget_exceeded' } } },
  ],
])('J4: nothing is sent when %s', async (_why, listener, outcome) => {
  const clock = aClock();
  const client = await aClient(listener);
  const lease = aLease(client, clock);
  const order = anOrder();
  expect(
    await beginCall({ client, clock, lease, order, signal: new AbortController().signal }),
  ).toMatchObject(outcome);
});
