import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Dice } from '../simulator/dice.ts';
import { Crowd } from './crowd.ts';
import { inspectLog } from './inspect-log.ts';
import { Journal } from './journal.ts';
import { brokenPromises, EDITS_PER_SECOND, type LossReport } from './kills.ts';
import { FAILING_SERVER, Studio } from './studio.ts';
import { until } from './wait.ts';

const SOURCE = join(import.meta.dirname, 'power-cut.c');
const BLOCK_BYTES = 512;
const run = promisify(execFile);

/** The model of the disk, compiled into a folder of its own. */
async function compilePowerCut(folder: string): Promise<string> {
  const library = join(folder, 'power-cut.so');
  try {
    await run('gcc', ['-Wall', '-Werror', '-O2', '-shared', '-fPIC', '-o', library, SOURCE, '-ldl']);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new Error('there is no C compiler: apt-get install -y gcc libc6-dev', { cause: error });
  }
  return library;
}

type CutOptions = { rounds: number; seed: number };

/**
 * Cuts the power again and again under load and starts the server on what the disk kept: what was fsynced, and in
 * every second round some blocks of the rest, as a real disk might have written them already.
 */
export async function cutPowerAgainAndAgain({ rounds, seed }: CutOptions): Promise<LossReport> {
  await using bench = await CutBench.create();
  const dice = new Dice(seed);
  const journal = new Journal();
  const violations: string[] = [];
  await using studio = await Studio.create({ env: await bench.powerOn(), dataDir: bench.dataDir });
  for (let round = 0; round < rounds; round++) {
    await editUntilCut(studio, journal, dice);
    const disk = await bench.whatIsLeft(round % 2 === 1 ? dice : undefined);
    await studio.replaceData(disk);
    violations.push(...(await brokenPromises(studio, journal, { env: await bench.powerOn() })));
  }
  return { rounds, made: journal.made, acked: journal.acked, seen: journal.seen, violations };
}

/** One cut of a server that does not wait for its disk. It must lose something, else the model proves nothing. */
export async function cutPowerOfCarelessServer(bug: string): Promise<string[]> {
  await using bench = await CutBench.create();
  await using studio = await Studio.create({ entry: FAILING_SERVER, dataDir: bench.dataDir });
  await studio.server.stop();
  await studio.restart({ env: { ...(await bench.powerOn()), CHAOS_BUG: bug } });
  const journal = new Journal();
  await editUntilCut(studio, journal, new Dice(1));
  return journal.lostIn((await inspectLog(await bench.whatIsLeft())).marks);
}

async function editUntilCut(studio: Studio, journal: Journal, dice: Dice): Promise<void> {
  const crowd = await Crowd.gather(studio, { journal });
  const enough = journal.acked + dice.whole(10, 60);
  crowd.start(EDITS_PER_SECOND);
  await until('edits are acknowledged', () => journal.acked >= enough);
  await sleep(dice.whole(0, 20));
  studio.server.signal('SIGKILL');
  await crowd.gone();
  await studio.server.kill();
}

class CutBench implements AsyncDisposable {
  readonly #folder: string;
  readonly #library: string;
  readonly dataDir: string;
  #cuts = 0;

  private constructor(folder: string, library: string) {
    this.#folder = folder;
    this.#library = library;
    this.dataDir = join(folder, 'data');
  }

  static async create(): Promise<CutBench> {
    const folder = await mkdtemp(join(tmpdir(), 'raskadr-power-'));
    try {
      const bench = new CutBench(folder, await compilePowerCut(folder));
      await mkdir(bench.dataDir);
      return bench;
    } catch (error) {
      await rm(folder, { recursive: true });
      throw error;
    }
  }

  /** The environment of a server whose disk is watched from here on. */
  async powerOn(): Promise<Record<string, string>> {
    this.#cuts++;
    await mkdir(this.#shadow);
    return { LD_PRELOAD: this.#library, POWER_CUT_DATA: this.dataDir, POWER_CUT_SHADOW: this.#shadow };
  }

  get #shadow(): string {
    return join(this.#folder, `shadow-${this.#cuts}`);
  }

  /** The disk after the cut. With dice, blocks that were written but not fsynced may be there or not. */
  async whatIsLeft(dice?: Dice): Promise<string> {
    const disk = join(this.#folder, `disk-${this.#cuts}`);
    await cp(join(this.#shadow, 'tree'), disk, { recursive: true });
    if (dice) for (const name of await readdir(disk)) await this.#addScraps(join(disk, name), name, dice);
    await rm(this.#shadow, { recursive: true });
    return disk;
  }

  async #addScraps(kept: string, name: string, dice: Dice): Promise<void> {
    const real = await readFile(join(this.dataDir, name)).catch(() => undefined);
    if (!real) return;
    const known = await readFile(kept);
    await using file = await open(kept, 'r+');
    for (let at = 0; at < real.byteLength; at += BLOCK_BYTES) {
      const block = real.subarray(at, at + BLOCK_BYTES);
      if (block.equals(known.subarray(at, at + BLOCK_BYTES)) || dice.chance(0.5)) continue;
      await file.write(block, 0, block.byteLength, at);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
