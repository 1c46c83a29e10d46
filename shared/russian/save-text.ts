import type { Fault } from '../fault.ts';
import { faultText } from './fault-text.ts';
import { EDITS, UNSENT_EDITS } from './nouns.ts';
import { counted } from './plural.ts';
import type { SavePhase } from './save-phase-text.ts';

const NBSP = '\u00a0';

/** What the phase means for the person, in the sheet. */
export function savePhaseExplained(phase: SavePhase, waiting: number): string {
  switch (phase) {
    case 'saved':
      return 'Все правки на сервере. Вкладку можно закрыть.';
    case 'saving':
      return 'Правки в пути на сервер.';
    case 'connecting':
    case 'offline':
      return waiting > 0
        ? `${counted(waiting, UNSENT_EDITS)} на${NBSP}этом устройстве. Работайте дальше: правки уйдут сами, когда сервер ответит.`
        : 'Всё сохранено. Можно работать дальше: новые правки останутся на этом устройстве и уйдут сами, когда сервер ответит.';
    case 'signed_out':
      return 'Правки остаются на этом устройстве и уйдут на сервер после входа.';
    case 'trouble':
      return 'Не закрывайте вкладку, пока причина не устранена, или скачайте копию.';
  }
}

export function deviceWriteFailedText(reason: string): string {
  return `Браузер не смог записать правки на это устройство (${reason}). Они пока только в этой вкладке; пробуем снова.`;
}

export type UnsentDocument = { kind: 'index' | 'shot' | 'scenario'; project: string; rows: number };

/** «Раскадровка проекта «Ночной рейс»: 12 правок». */
export function unsentDocumentText({ kind, project, rows }: UnsentDocument): string {
  const what = { index: 'Раскадровка', shot: 'Шот', scenario: 'Сценарий' }[kind];
  return `${what} проекта «${project}»: ${counted(rows, EDITS)}`;
}

export function refusedText(fault: Fault): string {
  return `Сервер не принял. ${faultText(fault)}`;
}
