import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, temporaryTree, writeInto } from './temporary-tree.ts';

/** The machine as the bootstrap sees it; what is not given is as good as can be. */
export type Machine = { nodeVersion?: string; platform?: string; isRoot?: boolean; programs?: string[] };
export type Run = { code: number | null; stdout: string; stderr: string };

const PROGRAMS = ['ffmpeg', 'ffprobe', 'chromium', 'gcc'];
const LOCK = { packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } };

/** A checkout with the real bootstrap, a fake npm and one package, in a folder of its own. */
export class FakeCheckout {
  readonly root: string;
  readonly #bin: string;

  constructor() {
    this.root = temporaryTree({
      'package.json': '{ "type": "module", "version": "0.0.1" }',
      'package-lock.json': JSON.stringify(LOCK),
      'scripts/check.ts':
        "const word: string = 'checked';\nconsole.log(word, process.argv.slice(2).join(' '));\n",
      'web/src/page.ts': 'export const page = 1;\n',
      'fake-vite.js':
        "import fs from 'node:fs';\nfs.appendFileSync('calls.log', 'vite build\\n');\nif (fs.existsSync('vite-breaks')) { console.error('Unexpected token'); process.exit(1); }\nfs.mkdirSync('build', { recursive: true });\nfs.writeFileSync('build/app.html', process.env.NODE_ENV);\n",
    });
    cpSync(join(CHECKOUT, 'bin'), join(this.root, 'bin'), { recursive: true });
    cpSync(join(CHECKOUT, 'tests/tooling/fake-npm.mjs'), join(this.root, 'npm/npm-cli.js'));
    this.write('npm/package.json', '{ "type": "module" }');
    this.#bin = join(this.root, 'fake-bin');
    mkdirSync(this.#bin);
    symlinkSync(process.execPath, join(this.#bin, 'node'));
    this.downloadsNode({ isRecent: true });
  }

  write(path: string, text: string): void {
    writeInto(this.root, path, text);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** Every call of npm, apt-get and vite so far, without options. */
  calls(): string[] {
    return this.has('calls.log') ? readFileSync(join(this.root, 'calls.log'), 'utf8').trim().split('\n') : [];
  }

  /** What the registry gives when Node is asked for: the Node of this test, or one that pretends to be as old as ours. */
  downloadsNode({ isRecent }: { isRecent: boolean }): void {
    const options = isRecent ? `NODE_OPTIONS='${this.#optionsFor({})}' ` : '';
    this.write('fake-node', `#!/bin/sh\n${options}exec "${process.execPath}" "$@"\n`);
  }

  /** An apt-get that installs programs into the fake machine, but not those it does not know. */
  aptKnows(packages: string[]): void {
    const source = `
const fs = require('node:fs');
const args = process.argv.slice(2).filter((a, i, all) => !a.startsWith('-') && all[i - 1] !== '-o');
fs.appendFileSync(${JSON.stringify(join(this.root, 'calls.log'))}, 'apt-get ' + args.join(' ') + '\\n');
const programs = { ffmpeg: ['ffmpeg', 'ffprobe'] };
const known = ${JSON.stringify(packages)};
const unknown = args.slice(1).filter((name) => !known.includes(name));
if (unknown.length) { console.error('E: Unable to locate package ' + unknown[0]); process.exit(100); }
for (const name of args.slice(1)) for (const p of programs[name] ?? [name]) fs.writeFileSync(${JSON.stringify(this.#bin)} + '/' + p, '');
`;
    this.write('fake-bin/apt-get.cjs', source);
    this.write(
      'fake-bin/apt-get',
      `#!/bin/sh\nexec "${process.execPath}" "${join(this.#bin, 'apt-get.cjs')}" "$@"\n`,
    );
    chmodSync(join(this.#bin, 'apt-get'), 0o755);
  }

  run(args: string[], machine: Machine = {}): Promise<Run> {
    return this.begin(args, machine).ended;
  }

  /** Starts the bootstrap; `says` resolves when its messages contain the text. */
  begin(
    args: string[],
    machine: Machine = {},
  ): { ended: Promise<Run>; says: (text: string) => Promise<void> } {
    for (const program of machine.programs ?? PROGRAMS) this.write(`fake-bin/${program}`, '');
    const child = spawn(join(this.#bin, 'node'), ['bin/bootstrap.mjs', ...args], {
      cwd: this.root,
      env: {
        PATH: this.#bin,
        NODE_ENV: 'production',
        NODE_OPTIONS: this.#optionsFor(machine),
        npm_execpath: join(this.root, 'npm/npm-cli.js'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const run: Run = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      run.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      run.stderr += chunk;
    });
    const ended = new Promise<Run>((resolve) => child.on('close', (code) => resolve({ ...run, code })));
    const says = async (text: string) => {
      while (!run.stderr.includes(text)) await new Promise((resolve) => child.stderr.once('data', resolve));
    };
    return { ended, says };
  }

  /** The facts about a machine that no option of the bootstrap may change are changed underneath it. */
  #optionsFor({ nodeVersion = '24.21.0', platform = 'linux', isRoot = false }: Machine): string {
    const source = `
Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${nodeVersion}' } });
Object.defineProperty(process, 'platform', { value: '${platform}' });
process.getuid = () => ${isRoot ? 0 : 1000};
process.execPath = ${JSON.stringify(join(this.#bin, 'node'))};
`;
    const file = writeInto(this.root, `pretend-${nodeVersion}-${platform}-${isRoot}.mjs`, source);
    return `${process.env.NODE_OPTIONS ?? ''} --import=${file}`;
  }
}
