import * as Y from 'yjs';
import { loadDoc } from '#server/documents/doc-log.ts';
import { canonicalContent } from '#shared/documents/canonical-json.ts';
import { defineRoots } from '#shared/documents/check-change.ts';
import { type DocName, docAddressOf } from '#shared/documents/doc-name.ts';
import { Dice } from './dice.ts';
import { People } from './history.ts';
import { Oracle } from './oracle.ts';
import { type DeviceBugs, SimDevice, type SimTab } from './sim-device.ts';
import { type DriverBug, SimDisk } from './sim-disk.ts';
import { SimNetwork, type SocketBug } from './sim-network.ts';
import { SimServer } from './sim-server.ts';
import { VirtualTime } from './virtual-time.ts';

/** Deliberate bugs, put in at the ports. A run with one of them must end with a violation. */
export type Bugs = { driver?: DriverBug; socket?: SocketBug; device?: DeviceBugs };

export type HistoryReport = {
  seed: number;
  violations: string[];
  edits: number;
  crashes: number;
  log: string[];
};

// Each stock client listens for the end of the process, and a history has dozens of them.
process.setMaxListeners(0);

const QUIET_AFTER_MS = 1000;
const QUIET_TRIES = 240;

/** One random history of devices, tabs, a server and their faults, and the proof that no promise was broken. */
export async function runHistory(seed: number, bugs: Bugs = {}): Promise<HistoryReport> {
  using time = new VirtualTime();
  const dice = new Dice(seed);
  const violations: string[] = [];
  const log: string[] = [];
  const disk = await SimDisk.create(dice, bugs.driver);
  const oracle = new Oracle(disk, violations);
  const server = new SimServer(disk, dice);
  const world = { time, dice, violations, log, disk, oracle, server, bugs, crashes: 0 };
  const people = new People(dice, oracle);
  await upAgain(world);

  const devices: SimDevice[] = [];
  const deviceCount = dice.whole(1, 4);
  for (let n = 0; n < deviceCount; n++) {
    const device = new SimDevice(`device ${n + 1}`, {
      network: new SimNetwork(server, { dice, violations, socketBug: bugs.socket }),
      dice,
      oracle,
      bugs: bugs.device ?? {},
    });
    devices.push(device);
    await openTabs(world, device, dice.whole(1, 3));
  }
  const [first] = devices;
  const [tab] = first?.tabs ?? [];
  if (first && tab) await people.createProject(first, tab);
  await time.advance(500);

  const withRestore = dice.chance(0.15);
  const steps = dice.whole(30, 90);
  for (let step = 0; step < steps; step++) await act(world, { people, devices, withRestore });
  await healAndCheck(world, { people, devices });
  for (const device of devices) for (const open of [...device.tabs]) device.kill(open);
  server.kill();
  await time.settle();
  await disk.close();
  return {
    seed,
    violations: [...new Set(violations)],
    edits: oracle.facts.length,
    crashes: world.crashes,
    log,
  };
}

type World = {
  time: VirtualTime;
  dice: Dice;
  violations: string[];
  log: string[];
  disk: SimDisk;
  oracle: Oracle;
  server: SimServer;
  bugs: Bugs;
  crashes: number;
};

type Cast = { people: People; devices: SimDevice[]; withRestore: boolean };

/** Runs something that needs virtual time to pass until it is done. */
async function finish<T>(world: World, work: Promise<T>, note = 'work'): Promise<T> {
  let done = false;
  const settled = work.finally(() => {
    done = true;
  });
  settled.catch(() => {});
  for (let n = 0; n < 3000 && !done; n++) await world.time.advance(5);
  if (!done) throw new Error(`${note} never ended`);
  return settled;
}

async function upAgain(world: World): Promise<void> {
  await finish(world, world.server.start(), 'the start of the server');
}

async function openTabs(world: World, device: SimDevice, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await finish(world, device.openTab(), 'the opening of a tab');
}

async function act(world: World, { people, devices, withRestore }: Cast): Promise<void> {
  const { dice, time, server, disk } = world;
  const device = dice.pick(devices);
  if (device.tabs.length === 0) await openTabs(world, device, 1);
  const tab: SimTab = dice.pick(device.tabs);
  const roll = dice.next();
  if (roll < 0.62) for (let n = dice.whole(1, 3); n > 0; n--) people.edit(device, tab);
  else if (roll < 0.66) device.network.isOnline = !device.network.isOnline;
  else if (roll < 0.7) device.network.cutAll();
  else if (roll < 0.74) device.kill(tab);
  else if (roll < 0.77) device.writesFail = !device.writesFail;
  else if (roll < 0.8) await openTabs(world, device, 1);
  else if (roll < 0.83) void people.closeSomeDoc(tab);
  else if (roll < 0.87) await crashServer(world, dice.chance(0.3));
  else if (roll < 0.9) disk.isFull = !disk.isFull;
  else if (roll < 0.93) void server.sweep();
  else if (roll < 0.945) await people.createProject(device, tab);
  else if (roll < 0.96) tab.awake();
  else if (roll < 0.975 && !withRestore) device.wipe();
  else if (roll < 0.985 && withRestore) await restoreBackup(world, { people, devices });
  if (!device.network.isOnline) device.network.cutAll();
  await time.advance(dice.chance(0.2) ? dice.whole(500, 6000) : dice.whole(1, 150));
}

async function crashServer(world: World, isGraceful: boolean): Promise<void> {
  world.crashes++;
  if (!world.server.isUp) return;
  if (isGraceful) await finish(world, world.server.stopGracefully(), 'the stop of the server');
  else world.server.kill();
  await world.time.advance(world.dice.whole(1, 3000));
  await upAgain(world);
}

/** The server is set back to an older day, and goes on. */
async function restoreBackup(world: World, { people, devices }: Omit<Cast, 'withRestore'>): Promise<void> {
  const backup = await world.disk.backup();
  for (let n = world.dice.whole(1, 8); n > 0; n--) {
    const device = world.dice.pick(devices);
    for (const tab of device.tabs) people.edit(device, tab);
    await world.time.advance(world.dice.whole(1, 500));
  }
  world.server.kill();
  await world.time.advance(100);
  await backup.restore();
  // What the server said before it was set back is no promise of the server any more, only of the devices.
  for (const fact of world.oracle.facts) fact.onServer = false;
  await upAgain(world);
}

async function healAndCheck(world: World, { people, devices }: Omit<Cast, 'withRestore'>): Promise<void> {
  const { disk, server, time, violations } = world;
  disk.isFull = false;
  if (!server.isUp) await upAgain(world);
  for (const device of devices) {
    device.network.isOnline = true;
    device.network.lossy = false;
    device.writesFail = false;
    if (device.tabs.length === 0) await openTabs(world, device, 1);
  }
  if (!(await becomesQuiet(world, devices))) {
    for (const device of devices) {
      for (const tab of device.tabs) {
        violations.push(`${device.name} never came to rest: ${JSON.stringify(tab.engine?.saveState())}`);
      }
    }
    return;
  }
  await time.advance(3000);
  await compareReplicas(world, { people, devices });
  for (const name of people.docNames()) await checkLog(world, name);
  const complaints = server.errors.filter((line) => !/disk_full|disk is full/.test(line));
  if (complaints.length > 0) violations.push(`the server complains: ${complaints.join('; ')}`);
}

async function becomesQuiet(world: World, devices: SimDevice[]): Promise<boolean> {
  for (let n = 0; n < QUIET_TRIES; n++) {
    await world.time.advance(QUIET_AFTER_MS);
    const states = devices.flatMap((device) => device.tabs.map((tab) => tab.engine?.saveState()));
    const isQuiet = states.every(
      (state) =>
        state &&
        state.inMemory === 0 &&
        state.onDevice === 0 &&
        state.troubles.length === 0 &&
        state.link === 'online',
    );
    if (isQuiet) return true;
  }
  return false;
}

async function compareReplicas(world: World, { people, devices }: Omit<Cast, 'withRestore'>): Promise<void> {
  const { oracle, violations, server } = world;
  const truth = new Map<DocName, Y.Doc>();
  for (const name of people.docNames()) {
    truth.set(
      name,
      await finish(
        world,
        server.core.rooms.use(name, (room) => copyOf(room.committed)),
        'reading a room',
      ),
    );
  }
  for (const device of devices) {
    for (const tab of device.tabs) {
      for (const [name, opened] of tab.open) {
        const server = truth.get(name);
        if (server && contentOf(name, opened.doc) !== contentOf(name, server)) {
          violations.push(`S7: ${device.name} and the server differ in ${name}`);
          if (process.env.SIM_DEBUG)
            console.log(
              opened.state(),
              tab.engine?.saveState(),
              '\nDEV',
              contentOf(name, opened.doc).slice(0, 3000),
              '\nSRV',
              contentOf(name, server).slice(0, 3000),
              Y.decodeStateVector(Y.encodeStateVector(opened.doc)),
              Y.decodeStateVector(Y.encodeStateVector(server)),
            );
        }
      }
    }
  }
  oracle.check((name) => truth.get(name) ?? new Y.Doc());
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

function contentOf(name: DocName, doc: Y.Doc): string {
  const copy = copyOf(doc);
  defineRoots(copy, docAddressOf(name).kind);
  return canonicalContent(copy);
}

/** S3: the log read anew is the document; no row stands twice. */
async function checkLog(world: World, name: DocName): Promise<void> {
  const { disk, server, violations } = world;
  const loaded = await loadDoc(server.core.database, name);
  const inMemory = await finish(
    world,
    server.core.rooms.use(name, (room) => copyOf(room.committed)),
    'reading a room',
  );
  if (contentOf(name, loaded.doc) !== contentOf(name, inMemory))
    violations.push(`S3: the log of ${name} gives another document`);
  const rows = await disk.read('SELECT sha256 FROM doc_updates WHERE doc = ?', name);
  const sums = new Set(rows.map(([sum]) => Buffer.from(sum as Uint8Array).toString('hex')));
  if (sums.size < rows.length) violations.push(`S3: the log of ${name} holds an update twice`);
}
