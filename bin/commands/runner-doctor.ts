import { runnerDoctorText } from '../../shared/russian/runner-doctor-text.ts';
import type { Command } from './command.ts';
import { PROGRAM } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const runnerDoctor: Command = {
  name: 'runner doctor',
  summary: 'проверить, чего не хватает раннеру',
  help: `Примеры:
  ${PROGRAM} runner doctor
  ${PROGRAM} runner doctor --json

Смотрит, подключён ли раннер, отвечает ли сервер, есть ли программы для видео и картинок, место на диске и что ждёт
отправки. Говорит, какой командой поправить. Код 0, если всё на месте, 1, если чего-то не хватает.

Параметры:
  --json  напечатать итог как JSON
`,
  async run(args, setup) {
    const { values } = readArguments(args, { options: { json: { type: 'boolean' } }, positionals: [] });
    await setup.packages();
    const { examine } = await import('../../runner/examine.ts');
    const findings = await examine(process.env);
    process.stdout.write(values.json ? `${JSON.stringify(findings)}\n` : runnerDoctorText(findings));
    return findings.every(({ isFine }) => isFine) ? 0 : 1;
  },
};
