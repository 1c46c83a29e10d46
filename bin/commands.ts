import { findNearest } from '../shared/nearest.ts';
import { backup } from './commands/backup.ts';
import { check } from './commands/check.ts';
import type { Command, Setup } from './commands/command.ts';
import { PROGRAM, UsageError } from './commands/command.ts';
import { configPrint } from './commands/config-print.ts';
import { projectExport } from './commands/project-export.ts';
import { projectImport } from './commands/project-import.ts';
import { restore } from './commands/restore.ts';
import { runnerDoctor } from './commands/runner-doctor.ts';
import { runnerPair } from './commands/runner-pair.ts';
import { runnerStart } from './commands/runner-start.ts';
import { secretsRotate } from './commands/secrets-rotate.ts';
import { start } from './commands/start.ts';
import { userAdd } from './commands/user-add.ts';
import { userPasswd } from './commands/user-passwd.ts';

const COMMANDS: Command[] = [
  start,
  userAdd,
  userPasswd,
  configPrint,
  backup,
  restore,
  check,
  secretsRotate,
  projectExport,
  projectImport,
  runnerStart,
  runnerPair,
  runnerDoctor,
];

/** Runs one command and returns its exit code. Help and data go to stdout, everything else to stderr. */
export async function runCommandLine(args: string[], setup: Setup): Promise<number> {
  const command = COMMANDS.find(({ name }) => name === args.slice(0, wordCount(name)).join(' '));
  if (!command) return runWithoutCommand(args);
  const rest = args.slice(wordCount(command.name));
  if (asksForHelp(rest)) {
    process.stdout.write(`${command.name} — ${command.summary}\n\n${command.help}`);
    return 0;
  }
  try {
    return await command.run(rest, setup);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\nСправка: ${PROGRAM} ${command.name} --help\n`);
    return 2;
  }
}

function runWithoutCommand(args: string[]): number {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${words[0]} `));
  if (
    words.length <= 1 &&
    (words.length === 0 || group.length) &&
    asksForHelp(args.length ? args : ['--help'])
  ) {
    process.stdout.write(
      overview(
        group.length
          ? { commands: group, examples: group.map(({ name }) => `${name} --help`) }
          : { commands: COMMANDS, examples: ['start', 'user add anna --password-stdin < password.txt'] },
      ),
    );
    return 0;
  }
  const typed = words.slice(0, group.length ? 2 : 1).join(' ') || args.join(' ');
  const nearest =
    group[0]?.name ??
    findNearest(
      typed,
      COMMANDS.map(({ name }) => name),
    );
  const hint = nearest ? `Может быть, ${PROGRAM} ${nearest}?` : `Все команды: ${PROGRAM} --help`;
  process.stderr.write(`Нет команды «${typed}». ${hint}\n`);
  return 2;
}

function overview({ commands, examples }: { commands: Command[]; examples: string[] }): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Примеры:
${examples.map((example) => `  ${PROGRAM} ${example}`).join('\n')}

Команды:
${lines.join('\n')}

Подробно о команде: ${PROGRAM} <команда> --help
`;
}

function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

function wordCount(name: string): number {
  return name.split(' ').length;
}
