import type { Command } from './command.ts';
import { passwordHelp, runWithPassword } from './with-password.ts';

export const userPasswd: Command = {
  name: 'user passwd',
  summary: 'сменить пароль учётной записи',
  help: passwordHelp('user passwd', 'Меняет пароль и завершает все входы под этим логином'),
  run: (args, setup) =>
    runWithPassword(args, setup, {
      name: 'user.passwd',
      done: (login) => `Пароль для «${login}» сменён, все прежние входы завершены.`,
    }),
};
