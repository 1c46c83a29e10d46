import {
  configProblemText,
  NOT_SET_TEXT,
  SECRET_SET_TEXT,
  SETTING_SOURCE_TEXT,
  unknownVariableText,
} from '#shared/russian/config-text.ts';
import { loadConfig } from '../config.ts';
import { requestSourceOf } from '../http/request-source.ts';
import { ConfigError } from './config-error.ts';
import type { SettingLine } from './resolve-settings.ts';
import { isSecret } from './settings.ts';

type Printed = { out: string; err: string; code: number };

/** The settings as a start would take them, and what is wrong with them. */
export function printConfig(env: NodeJS.ProcessEnv, { asJson }: { asJson: boolean }): Printed {
  try {
    const { config, lines, unknownVariables } = loadConfig(env);
    // Reads the list of proxies, which a start would refuse too.
    requestSourceOf(config);
    const err = unknownVariables.map((unknown) => `${unknownVariableText(unknown)}\n`).join('');
    return { out: asJson ? jsonOf(lines) : tableOf(lines), err, code: 0 };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { out: '', err: `${configProblemText(error.problem)}\n`, code: 1 };
  }
}

function jsonOf(lines: SettingLine[]): string {
  const settings = lines.map(({ variable, text, source }) => ({
    variable,
    value: isSecret(variable) ? null : (withoutPassword(text) ?? null),
    isSet: text !== undefined,
    source,
  }));
  return `${JSON.stringify(settings, null, 2)}\n`;
}

function tableOf(lines: SettingLine[]): string {
  const rows = lines.map((line) => [line.variable, valueText(line), SETTING_SOURCE_TEXT[line.source]]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([variable = '', value = '', source]) =>
      `${variable.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  ${source}`.concat('\n'),
    )
    .join('');
}

function valueText({ variable, text }: SettingLine): string {
  if (text === undefined) return NOT_SET_TEXT;
  return isSecret(variable) ? SECRET_SET_TEXT : (withoutPassword(text) ?? '');
}

/** An address may carry one, though it should not. */
function withoutPassword(text: string | undefined): string | undefined {
  return text?.replace(/(:\/\/[^\s/@:]*):[^\s/@]*@/, '$1:***@');
}
