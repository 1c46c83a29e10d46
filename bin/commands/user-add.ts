import type { Command } from './command.ts';
import { passwordHelp, runWithPassword } from './with-password.ts';

export const userAdd: Command = {
  name: 'user add',
  summary: 'создать учётную запись',
  help: passwordHelp('user add', 'Создаёт учётную запись с этим логином'),
  run: (args, setup) =>
    runWithPassword(args, setup, {
      name: 'user.add',
      done: (login) => `Учётная запись «${login}» создана.`,
    }),
};
