import type { Fault } from '../fault.ts';
import type { RunnerRecord } from '../runner/protocol.ts';
import { faultCauseText } from './fault-cause-text.ts';
import { agoText } from './time-text.ts';

export const TAB_TEXT = { now: 'Сейчас', waiting: 'Ждут', done: 'Готово', failed: 'Ошибки' } as const;

export const TAB_EMPTY_TEXT = {
  now: 'Сейчас ничего не выполняется. Запустите что-нибудь в боксе шота: ход работы будет виден здесь.',
  waiting: 'Очередь пуста.',
  done: 'Готовых задач пока нет.',
  failed: 'Ошибок нет.',
} as const;

export function runnerStateText({ isHere, isPaused, seenAt, busy }: RunnerRecord, nowMs: number): string {
  if (!isHere)
    return seenAt === null ? 'ещё не выходил на связь' : `не на связи, был ${agoText(seenAt, nowMs)}`;
  if (isPaused) return busy > 0 ? 'на паузе, заканчивает начатое' : 'на паузе';
  return busy > 0 ? `работает: ${busy}` : 'свободен';
}

/** Why nothing that waits begins; nothing when somebody is there to take it. */
export function standstillText(
  runners: Pick<RunnerRecord, 'isHere' | 'isPaused'>[],
  refusal?: Fault,
): string | undefined {
  const here = runners.filter(({ isHere }) => isHere);
  if (here.some(({ isPaused }) => !isPaused))
    return refusal
      ? `${faultCauseText(refusal)} Остальные задачи этой учётной записи ждут. Устраните причину и нажмите «Повторить» у задачи, которая спрашивает.`
      : undefined;
  return here.length > 0
    ? 'Раннер на паузе, поэтому задачи стоят. Они сохранены и начнутся, когда его продолжат.'
    : 'Раннер не на связи, поэтому задачи стоят. Они сохранены и начнутся, когда он вернётся.';
}

const WITHOUT: Record<string, string> = {
  ffmpeg: 'без него не получится видео',
  ffprobe: 'без него не узнать длину видео',
  sharp: 'без него не получатся уменьшенные копии',
};

/** «Нет ffmpeg: без него не получится видео». */
export function missingToolText(tool: string): string {
  const without = WITHOUT[tool];
  return without === undefined ? `Нет программы ${tool}` : `Нет ${tool}: ${without}`;
}
