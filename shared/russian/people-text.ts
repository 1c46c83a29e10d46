import type { InstanceRole } from '../account/account.ts';
import { EDITS, FILES } from './nouns.ts';
import { counted } from './plural.ts';

export const INSTANCE_ROLE_TEXT: Record<InstanceRole, string> = {
  admin: 'Администратор',
  member: 'Участник',
};

/** «3 правки ещё не на сервере.» */
export function notOnServerText(count: number): string {
  return `${counted(count, EDITS)} ещё не на сервере.`;
}

/** «2 файла ещё не на сервере.» */
export function filesNotOnServerText(count: number): string {
  return `${counted(count, FILES)} ещё не на сервере.`;
}

export function leavingWaitText(isOffline: boolean): string {
  return isOffline
    ? 'Ждём сеть. Выйдем сами, как только всё окажется на сервере; вкладку не закрывайте.'
    : 'Отправляем. Выйдем сами, как только всё окажется на сервере.';
}

export function takenOverText(name: string): string {
  return `Теперь вы владелец проекта «${name}»`;
}

const BROWSERS: [RegExp, string][] = [
  [/YaBrowser/, 'Яндекс Браузер'],
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const SYSTEMS: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** «Chrome, Windows»: enough to know one's own browser among three. */
export function browserText(userAgent: string): string {
  const find = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(userAgent))?.[1];
  const known = [find(BROWSERS), find(SYSTEMS)].filter((name) => name !== undefined);
  return known.length > 0 ? known.join(', ') : 'Неизвестная программа';
}

export const NOT_SIGNED_OUT_TEXT =
  'Сервер не ответил, поэтому сеанс остался открытым. Выйдите, когда появится сеть.';
