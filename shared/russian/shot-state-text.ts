import type { ShotState } from '../documents/index-doc.ts';

const SHOT_STATE: Record<ShotState, string> = {
  waiting: 'Ожидание',
  in_progress: 'В работе',
  ready: 'Готово',
};

export function shotStateText(state: ShotState): string {
  return SHOT_STATE[state];
}
