import type { ParseArgsConfig, ParseArgsOptionsConfig } from 'node:util';
import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

type Wanted<O extends ParseArgsOptionsConfig> = { options: O; positionals: string[] };
type Parsed<O extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<ParseArgsConfig & { options: O; strict: true; allowPositionals: true }>
>;

/** Arguments of a command; `positionals` are the Russian names of those that must be there. */
export function readArguments<O extends ParseArgsOptionsConfig>(
  args: string[],
  wanted: Wanted<O>,
): Parsed<O> {
  const parsed = parse(args, wanted.options);
  const missing = wanted.positionals[parsed.positionals.length];
  if (missing) throw new UsageError(`Не хватает: ${missing}.`);
  const extra = parsed.positionals[wanted.positionals.length];
  if (extra !== undefined) throw new UsageError(`Лишний аргумент: ${extra}.`);
  return parsed;
}

function parse<O extends ParseArgsOptionsConfig>(args: string[], options: O): Parsed<O> {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError(textOf(error));
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const option = /'(-[^'\s]+)/.exec(error.message)?.[1] ?? '';
  // `parseArgs` gives its errors a code, which the type of Error does not name.
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `Неизвестный параметр: ${option}.`;
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return `Неверно задан параметр ${option}.`;
  return error.message;
}
