import type { Fault } from '../fault.ts';
import type { NameField } from '../projects/file-name.ts';
import type { ProjectRole } from '../projects/project-record.ts';
import type { UnownedProject } from '../projects/unowned-project.ts';
import type { Mutation } from '../sync/mutation.ts';
import { faultText } from './fault-text.ts';
import { unsentJobText } from './job-mutation-text.ts';
import { UNFINISHED_JOBS, UNSENT_EDITS } from './nouns.ts';
import { counted } from './plural.ts';
import { countsText } from './storyboard-text.ts';

const NBSP = '\u00a0';

export const PROJECT_ROLE_TEXT: Record<ProjectRole, string> = {
  owner: 'Владелец',
  editor: 'Редактор',
  viewer: 'Только просмотр',
};

export const PROJECT_ROLE_EXPLAINED: Record<ProjectRole, string> = {
  owner: 'правит всё, приглашает людей, удаляет проект',
  editor: 'правит раскадровку и настройки',
  viewer: 'смотрит и ничего не меняет',
};

export const FOUND_NOTHING_TEXT = 'Ничего не нашлось';

export function trashedProjectText(name: string): string {
  return `Проект «${name}» в корзине`;
}

export function unfinishedJobsText(count: number): string {
  return `В нём ${counted(count, UNFINISHED_JOBS)}.`;
}

export function restoredProjectText(name: string): string {
  return `Проект «${name}» восстановлен`;
}

export function duplicatedProjectText(name: string): string {
  return `Делаем копию: «${name}»`;
}

export function importedProjectText(name: string): string {
  return `Проект «${name}» загружен из файла`;
}

export function mergedProjectText(name: string): string {
  return `Файл слит с проектом «${name}»`;
}

export function copyNameText(name: string, n = 1): string {
  return n === 1 ? `${name} (копия)` : `${name} (копия ${n})`;
}

/** «24 шота · в корзине · владел: anna». */
export function unownedText({ shots, isTrashed, owners }: UnownedProject): string {
  const counts = countsText({ shots, ready: 0 });
  return [counts, ...(isTrashed ? ['в корзине'] : []), `владел: ${owners.join(', ')}`].join(`${NBSP}· `);
}

/** «24 шота · правки вчера · владелец anna»: which of several projects of one name this is. */
export function mergeTargetText(counts: string, edited: string, owners: string[]): string {
  const who = owners.length === 1 ? 'владелец' : 'владельцы';
  return [counts, `правки ${edited}`, ...(owners.length > 0 ? [`${who} ${owners.join(', ')}`] : [])].join(
    ' · ',
  );
}

export function exportedWithoutText(lost: number): string {
  return `Файл проекта скачан не полностью: ассетов, которые на сервере пропали или повреждены, — ${lost}. Сообщите администратору.`;
}

export function notExportedText(fault: Fault): string {
  return `Файл проекта не скачан. ${faultText(fault)}`;
}

export const NOT_RENAMED_TEXT =
  'Имя не изменено: этого проекта ещё нет на устройстве, а сервер не отвечает. Повторите, когда появится сеть.';

export const NOT_STORED_TEXT =
  'Не получилось: браузер не смог записать это на устройство. Ничего не изменилось; освободите место и повторите.';

/** «2 правки ждут отправки»; on a tile. */
export function unsentInProjectText(count: number): string {
  return `${counted(count, UNSENT_EDITS)} отправки`;
}

/** One line of the sheet «Не отправлено»; `name` is what the project is called here. */
export function unsentMutationText(mutation: Mutation, name: string): string {
  switch (mutation.kind) {
    case 'project.create':
      return `Новый проект «${name}»`;
    case 'project.trash':
      return `Проект «${name}»${NBSP}— в корзину`;
    case 'project.restore':
      return `Проект «${name}»${NBSP}— восстановить из корзины`;
    case 'project.duplicate':
      return `Копия проекта «${name}»`;
    case 'project.budget':
      return `Бюджет проекта «${name}»`;
    case 'asset.move':
      return `Перемещение ассетов, проект «${name}»`;
    case 'asset.copy':
      return `Копии ассетов, проект «${name}»`;
    default:
      return `${unsentJobText(mutation)}, проект «${name}»`;
  }
}

export const NAME_FIELD_TEXT: Record<NameField, string> = {
  project: 'имя проекта',
  shot: 'номер шота, всегда из трёх цифр',
  title: 'название шота',
  asset: 'номер ассета внутри шота',
  date: 'день выгрузки, например 2026-11-21',
};

export function unknownFieldsText(names: string[]): string {
  const list = names.map((name) => `{${name}}`).join(', ');
  return `Таких подстановок нет: ${list}. Они останутся в имени как есть.`;
}

/** «23,976». */
export function frameRateText(fps: number): string {
  return fps.toLocaleString('ru', { maximumFractionDigits: 3 });
}
