import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const PROGRAMS = ['ceph', 'ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw', 'radosgw-admin'];
const READY_WITHIN_MS = 120_000;

export const CEPH_KEYS = {
  accessKeyId: 'CEPHTESTKEY00000001',
  secretAccessKey: 'ceph/secret+of/tests0123456789abcdef',
};

export function isCephHere(): boolean {
  return PROGRAMS.every((program) => spawnSync('which', [program]).status === 0);
}

/** The S3 gateway of Ceph on this machine, with its store in memory: somebody else's idea of S3. */
export class Ceph implements AsyncDisposable {
  readonly url: string;
  readonly #folder: string;
  readonly #running: ChildProcess[] = [];

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<Ceph> {
    const folder = await mkdtemp(join(tmpdir(), 'raskadr-ceph-'));
    const [monPort, port] = [await aFreePort(), await aFreePort()];
    const ceph = new Ceph(folder, port);
    try {
      await ceph.#begin(monPort, port);
      return ceph;
    } catch (error) {
      await ceph[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #begin(monPort: number, port: number): Promise<void> {
    const fsid = randomUUID();
    const conf = join(this.#folder, 'ceph.conf');
    await mkdir(join(this.#folder, 'mon'));
    await mkdir(join(this.#folder, 'osd'));
    await writeFile(conf, confOf({ folder: this.#folder, fsid, monPort, port }));
    const map = join(this.#folder, 'monmap');
    this.#run('monmaptool', [
      '--create',
      '--clobber',
      '--fsid',
      fsid,
      '--addv',
      'a',
      `[v1:127.0.0.1:${monPort}]`,
      map,
    ]);
    this.#run('ceph-mon', ['-i', 'a', '--mkfs', '--monmap', map, '-c', conf]);
    this.#keep('ceph-mon', ['-i', 'a', '-c', conf, '-f']);
    const osd = randomUUID();
    await this.#until(() => this.#try('ceph', ['-c', conf, '--connect-timeout', '3', 'osd', 'new', osd]));
    this.#run('ceph-osd', ['-i', '0', '-c', conf, '--mkfs', '--osd-uuid', osd]);
    this.#keep('ceph-osd', ['-i', '0', '-c', conf, '-f']);
    this.#keep('radosgw', ['-c', conf, '-n', 'client.rgw', '-f']);
    const { accessKeyId, secretAccessKey } = CEPH_KEYS;
    await this.#until(async () => (await fetch(this.url).catch(() => undefined))?.ok === true);
    const user = [
      '--uid=t',
      '--display-name=t',
      `--access-key=${accessKeyId}`,
      `--secret-key=${secretAccessKey}`,
    ];
    this.#run('radosgw-admin', ['-c', conf, '-n', 'client.rgw', 'user', 'create', ...user]);
  }

  #run(program: string, options: string[]): void {
    const { status, stderr } = spawnSync(program, options, { encoding: 'utf8', timeout: READY_WITHIN_MS });
    if (status !== 0) throw new Error(`${program}: ${stderr.slice(-2000)}`);
  }

  #try(program: string, options: string[]): boolean {
    return spawnSync(program, options, { timeout: 10_000 }).status === 0;
  }

  #keep(program: string, options: string[]): void {
    this.#running.push(spawn(program, options, { stdio: 'ignore' }));
  }

  async #until(isReady: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await isReady())) {
      if (performance.now() > deadline) throw new Error('the gateway of Ceph is not ready');
      await wait(300);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

type Places = { folder: string; fsid: string; monPort: number; port: number };

function confOf({ folder, fsid, monPort, port }: Places): string {
  return `[global]
fsid = ${fsid}
mon host = [v1:127.0.0.1:${monPort}]
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 2147483648
mon allow pool size one = true
run dir = ${folder}
admin socket = ${folder}/$name.$pid.asok
log file = ${folder}/$name.log
mon data = ${folder}/mon
osd data = ${folder}/osd
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw data = ${folder}
`;
}

async function aFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}
