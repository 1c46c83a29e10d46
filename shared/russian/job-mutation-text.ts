import type { Mutation } from '../sync/mutation.ts';

type JobMutation = Extract<Mutation, { kind: `job.${string}` }>;

const TITLE_CHARS = 60;

/** What waits to be sent, of the jobs of a project. */
export function unsentJobText(mutation: JobMutation): string {
  switch (mutation.kind) {
    case 'job.create':
      return mutation.work.kind === 'edit'
        ? `Умная правка: «${titleOf(mutation.work.remark)}»`
        : `Запуск: «${titleOf(mutation.work.text)}»`;
    case 'job.frame':
      return 'Кадр из видео';
    case 'job.cancel':
      return 'Отмена запуска';
    case 'job.retry':
      return 'Повтор запуска';
    case 'job.prioritise':
      return mutation.priority === 'interactive' ? 'Запуск — вперёд очереди' : 'Запуск — в общую очередь';
    case 'job.decide':
      return 'Ваше решение о запуске';
  }
}

function titleOf(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  if (line === '') return 'без промта';
  return line.length > TITLE_CHARS ? `${line.slice(0, TITLE_CHARS).toWellFormed()}…` : line;
}
