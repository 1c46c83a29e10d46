import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ProjectId } from '#shared/ids.ts';
import type { ProjectRole } from '#shared/projects/project-record.ts';
import { encodeSync, MESSAGE, SYNC } from '#shared/sync/wire.ts';
import { Dice } from '../../simulator/dice.ts';
import { aHouse, anAddedShot, type House, indexOf, type Person } from '../a-house.ts';
import type { RawSocket } from '../a-server.ts';

const SEQUENCES = 100;
const STEPS = 25;
const LOGINS = ['anna', 'boris', 'vera', 'gleb'];

/** What the rules say, told without the server: who has which role, and whether the project lies in the trash. */
type Rights = { roles: Map<string, ProjectRole>; isTrashed: boolean };

function mayEdit({ roles, isTrashed }: Rights, login: string): boolean {
  const role = roles.get(login);
  return !isTrashed && role !== undefined && role !== 'viewer';
}

function ownersOf({ roles }: Rights): string[] {
  return [...roles].filter(([, role]) => role === 'owner').map(([login]) => login);
}

/** Sends an edit over an open socket and says whether it was taken. */
async function sendEdit(socket: RawSocket, update: Uint8Array): Promise<boolean> {
  if (socket.socket.readyState !== 1) return false;
  const acks = () => socket.received.filter((frame) => frame[0] === MESSAGE.ack).length;
  const before = acks();
  socket.socket.send(encodeSync(SYNC.update, update));
  return new Promise((resolve) => {
    socket.socket.on('message', () => acks() > before && resolve(true));
    void socket.closed.then(() => resolve(false));
  });
}

type World = {
  house: House;
  taken: { overSockets: number };
  people: Person[];
  project: ProjectId;
  base: string;
  dice: Dice;
};

/** One sequence: changes of rights and edits in random order, some edits over sockets opened under earlier rights. */
async function runSequence({ house, people, project, base, dice, taken }: World): Promise<string[]> {
  const rights: Rights = { roles: new Map([['anna', 'owner']]), isTrashed: false };
  const sockets = new Map<string, RawSocket>();
  const expected = ['Первый'];
  const broken: string[] = [];
  for (let step = 0; step < STEPS; step++) {
    const person = dice.pick(people);
    const { login } = person;
    const role = rights.roles.get(login);
    const title = `Шаг ${step}`;
    const said = (was: boolean, should: boolean, what: string) => {
      if (was !== should) broken.push(`step ${step}: ${login} (${role}) ${what}: ${was}, not ${should}`);
    };
    switch (dice.whole(0, 8)) {
      case 0: {
        const [other, next] = [dice.pick(LOGINS), dice.pick(['owner', 'editor', 'viewer'] as const)];
        const isLast = next !== 'owner' && ownersOf(rights).join() === other;
        const may = role === 'owner' && !isLast;
        said((await person.setMember(project, other, next)).ok, may, `made ${other} ${next}`);
        if (may) rights.roles.set(other, next);
        break;
      }
      case 1: {
        const other = dice.pick(LOGINS);
        const isThere = role !== undefined && rights.roles.has(other);
        const may = isThere && (role === 'owner' || other === login) && ownersOf(rights).join() !== other;
        said((await person.removeMember(project, other)).ok, may, `removed ${other}`);
        if (may) rights.roles.delete(other);
        break;
      }
      case 2: {
        const kind = dice.chance(0.5) ? 'project.restore' : 'project.trash';
        const result = await person.mutate({ kind, project });
        said(result.ok, role === 'owner', kind);
        if (role === 'owner') rights.isTrashed = kind === 'project.trash';
        break;
      }
      case 3:
      case 4: {
        const socket = person.socket(base, indexOf(project));
        sockets.set(login, socket);
        await Promise.race([socket.opened.catch(() => undefined), socket.closed]);
        break;
      }
      case 5: {
        const may = mayEdit(rights, login);
        said((await person.addShot(project, title)).ok, may, 'pushed');
        if (may) expected.push(title);
        break;
      }
      default: {
        const socket = sockets.get(login);
        if (!socket) break;
        const wasTaken = await sendEdit(socket, await anAddedShot(house, project, title));
        // A socket that was closed for a change of rights takes nothing even from who may write: he opens another.
        if (!wasTaken) break;
        said(true, mayEdit(rights, login), 'sent');
        expected.push(title);
        taken.overSockets++;
        break;
      }
    }
  }
  const titles = await house.titlesOf(project);
  if (titles.join() !== expected.join()) broken.push(`the document holds ${titles}, not ${expected}`);
  for (const socket of sockets.values()) socket.socket.terminate();
  return broken;
}

test(`S8: in ${SEQUENCES} random sequences nobody edits beyond his rights of that moment`, async () => {
  const house = await aHouse();
  const base = await house.sockets();
  const people: Person[] = [];
  for (const login of LOGINS) people.push(await house.person(login));
  const [anna] = people;
  if (!anna) throw new Error('nobody');
  const taken = { overSockets: 0 };
  for (let seed = 1; seed <= SEQUENCES; seed++) {
    const project = await anna.aProject('Фильм', ['Первый']);
    const broken = await runSequence({ house, people, project, base, dice: new Dice(seed), taken });
    expect(broken, `seed ${seed}`).toEqual([]);
  }
  expect(taken.overSockets).toBeGreaterThan(SEQUENCES / 4);
}, 120_000);

const ROUNDS = 40;

test(`S8: in ${ROUNDS} rounds edits that are on their way when rights end are on disk before the answer or never`, async () => {
  const house = await aHouse({ onDisk: true });
  const base = await house.sockets();
  const [anna, boris] = [await house.person('anna'), await house.person('boris')];
  const taken = { some: 0, not: 0 };
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const dice = new Dice(seed);
    const project = await anna.aProject('Фильм', ['Первый']);
    await anna.setMember(project, 'boris', 'editor');
    const socket = boris.socket(base, indexOf(project));
    await socket.opened;
    const edits: Uint8Array[] = [];
    for (let n = 0; n < 12; n++) edits.push(await anAddedShot(house, project, `Шот ${n}`));
    const rightsEnd = dice.whole(0, edits.length);
    // A slow disk answers late: in every other round the edits after the end give it time.
    const isPatient = dice.chance(0.5);
    const pending: Promise<unknown>[] = [];
    let ending: Promise<unknown> | undefined;
    for (const [n, edit] of edits.entries()) {
      if (n === rightsEnd) ending = endRights(dice, anna, project);
      if (dice.chance(0.5)) pending.push(boris.push(indexOf(project), edit));
      else if (socket.socket.readyState === 1) socket.socket.send(encodeSync(SYNC.update, edit));
      for (let turns = dice.whole(0, 3); turns > 0; turns--) await nextTurn();
      if (ending && isPatient && dice.chance(0.3)) await ending;
    }
    await (ending ?? endRights(dice, anna, project));
    const atTheAnswer = await house.titlesOf(project);
    await Promise.all([...pending, socket.closed]);
    await house.core.database.drain();
    expect(await house.titlesOf(project), `seed ${seed}`).toEqual(atTheAnswer);
    taken.some += atTheAnswer.length - 1;
    taken.not += edits.length + 1 - atTheAnswer.length;
  }
  expect(taken.some).toBeGreaterThan(ROUNDS / 4);
  expect(taken.not).toBeGreaterThan(ROUNDS / 4);
}, 120_000);

function endRights(dice: Dice, owner: Person, project: ProjectId): Promise<unknown> {
  const how = dice.whole(0, 2);
  if (how === 0) return owner.setMember(project, 'boris', 'viewer');
  if (how === 1) return owner.removeMember(project, 'boris');
  return owner.mutate({ kind: 'project.trash', project });
}
