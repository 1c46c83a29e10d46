import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

// Stands for npm in the tests of the bootstrap: writes down how it was called and installs packages of its own making.
// The file `npm-mood` says how it behaves: offline, killed (with its caller) or slow (until the file `go` is there).

const root = process.cwd();
const args = process.argv.slice(2);
const mood = existsSync('npm-mood') ? readFileSync('npm-mood', 'utf8') : 'well';
appendFileSync('calls.log', `npm ${args.filter((arg) => !arg.startsWith('-')).join(' ')}\n`);

if (mood === 'offline') {
  console.error('npm error code ENOTFOUND\nnpm error network request to https://packages.example/a failed');
  process.exit(1);
}
if (mood === 'slow') await goAhead();
if (args[0] === 'ci') installPackages();
if (args[0] === 'install') installNode(args.at(args.indexOf('--prefix') + 1) ?? '');

function installPackages() {
  rmSync('node_modules', { recursive: true, force: true });
  put('node_modules/a/package.json', '{"name":"a"}');
  if (mood === 'killed') {
    process.kill(process.ppid, 'SIGKILL');
    process.exit(1);
  }
  put('node_modules/vite/bin/vite.js', readFileSync('fake-vite.js', 'utf8'));
  put('node_modules/vitest/vitest.mjs', "console.log('tested', process.argv.slice(5).join(' '));");
  put('node_modules/.package-lock.json', readFileSync('package-lock.json', 'utf8'));
}

/** @param {string} prefix */
function installNode(prefix) {
  const name = `node-${process.platform}-${process.arch}`;
  const binary = join(relative(root, prefix), 'node_modules', name, 'bin', 'node');
  put(binary, readFileSync('fake-node', 'utf8'), 0o755);
}

/**
 * @param {string} path
 * @param {string} text
 * @param {number} [mode]
 */
function put(path, text, mode) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(path, text, { mode });
}

async function goAhead() {
  while (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 20));
}
