import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TRY_WITHIN_MS = 10_000;
const MEMORY_MAX_BYTES = 4 * 1024 ** 3;
const FILES_MAX = 256;
const CORES_MAX = 4;

/** What this machine has to hold a program that reads what strangers have sent. */
export type Confinement = {
  /** Limits of memory, processor time, bytes and open files. */
  limits: string | null;
  /** A room of its own without a network, in which it sees its inputs and one folder for what it makes. */
  sandbox: string | null;
};

/** One program with what it may have. */
export type Confined = {
  program: string;
  args: string[];
  /** Inside the room each of them is `/in/<place>`. */
  inputs: string[];
  /** Inside the room it is `/out`. */
  outFolder: string | undefined;
  withinMs: number;
  maxBytes: number;
};

let found: Promise<Confinement> | undefined;

/** Looked for once in the life of a process. */
export function findConfinement(): Promise<Confinement> {
  found ??= look();
  return found;
}

/** Where a program lies, by the same path that a shell would search. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, name);
    if (await isRunnable(path)) return path;
  }
  return undefined;
}

/** How the inputs are called where the program runs. */
export function inputName({ sandbox }: Confinement, path: string, place: number): string {
  return `file:${sandbox ? `/in/${place}` : path}`;
}

export function outputName({ sandbox }: Confinement, folder: string, name: string): string {
  return `file:${sandbox ? `/out/${name}` : join(folder, name)}`;
}

/** The whole command line. */
export function confined({ limits, sandbox }: Confinement, wanted: Confined): [string, ...string[]] {
  const bare = [wanted.program, ...wanted.args];
  const inRoom = sandbox ? [sandbox, ...roomArgs(wanted), '--', ...bare] : bare;
  const [first = wanted.program, ...rest] = limits ? [limits, ...limitArgs(wanted), '--', ...inRoom] : inRoom;
  return [first, ...rest];
}

function limitArgs({ withinMs, maxBytes }: Confined): string[] {
  const cores = Math.min(availableParallelism(), CORES_MAX);
  return [
    `--as=${MEMORY_MAX_BYTES}`,
    `--cpu=${Math.ceil((withinMs / 1000) * cores) + 5}`,
    // The end of a film is written twice: what lies behind its index moves back.
    `--fsize=${Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(maxBytes * 1.1) + 1024 ** 2)}`,
    `--nofile=${FILES_MAX}`,
    '--core=0',
  ];
}

function roomArgs({ program, inputs, outFolder }: Pick<Confined, 'program' | 'inputs' | 'outFolder'>) {
  const home = dirname(program);
  return [
    ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
    ...['--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin'],
    ...['--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64'],
    ...['--ro-bind-try', '/etc/alternatives', '/etc/alternatives'],
    ...['--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'],
    ...(home.startsWith('/usr/') || home === '/bin' ? [] : ['--ro-bind', home, home]),
    ...['--dev', '/dev', '--tmpfs', '/tmp', '--dir', '/in'],
    ...inputs.flatMap((path, place) => ['--ro-bind', path, `/in/${place}`]),
    ...(outFolder === undefined ? [] : ['--bind', outFolder, '/out']),
    ...['--chdir', '/'],
  ];
}

async function look(): Promise<Confinement> {
  const [limits, sandbox, program] = await Promise.all(['prlimit', 'bwrap', 'ffmpeg'].map(findProgram));
  const works = program && sandbox && (await isRoomOpen(sandbox, program));
  return { limits: limits ?? null, sandbox: works ? sandbox : null };
}

/** A container may forbid what it takes. */
async function isRoomOpen(sandbox: string, program: string): Promise<boolean> {
  const args = roomArgs({ program, inputs: [], outFolder: undefined });
  try {
    await run(sandbox, [...args, '--', program, '-version'], { timeout: TRY_WITHIN_MS });
    return true;
  } catch {
    return false;
  }
}

async function isRunnable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
