import type { BenchRun } from '../run-benches.ts';
import type { SystemKey } from '../servers/system.ts';
import { systemKeys } from '../servers/system.ts';
import { ratioToBest } from './goal.ts';
import type { Row } from './row.ts';

const systemTitles: Record<SystemKey, string> = {
  ours: 'Раскадр',
  yWebsocket: 'y-websocket',
  hocuspocus: 'hocuspocus',
  hocuspocusEager: 'hocuspocus/0',
  bullmq: 'BullMQ',
  bare: 'напрямую',
};

/** The whole report as aligned text; «нет» where a system has no such figure. */
export function tableOf(rows: Row[]): string {
  const keys = shownKeys(rows);
  const head = ['', 'показатель', 'ед.', ...keys.map((key) => systemTitles[key]), 'отнош.', 'цель', ''];
  const lines = [head, ...rows.map((row, n) => cellsOf(row, keys, rows[n - 1]?.bench === row.bench))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => aligned(cell, widths[column] ?? 0, column > 2 && column < 3 + keys.length + 1))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** How busy the machine was with other things: without it a tail cannot be judged. */
export function circumstances({ benches }: Pick<BenchRun, 'benches'>): string {
  const lines = benches.map(({ id, seconds, loadAverage, diskFlush }) => [
    id,
    `${seconds.toFixed(0)} с`,
    `загрузка ${loadAverage.toFixed(1)}`,
    `запись на диск p50 ${diskFlush.p50Ms.toFixed(2)} мс, p99 ${diskFlush.p99Ms.toFixed(2)} мс`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines.map((line) => line.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join('  ')).join('\n');
}

/** Ours, and the peers that were measured. */
function shownKeys(rows: Row[]): SystemKey[] {
  const isMeasured = (key: SystemKey) => rows.some(({ values }) => typeof values[key] === 'number');
  return systemKeys.filter((key) => key === 'ours' || isMeasured(key));
}

function cellsOf(row: Row, keys: SystemKey[], sameBench: boolean): string[] {
  return [
    sameBench ? '' : row.bench,
    row.figure,
    row.unit,
    ...keys.map((key) => numberText(row.values[key])),
    row.better ? ratioText(ratioToBest(row.values, undefined, row.better)) : '',
    row.goal?.text ?? '',
    row.goal === undefined ? '' : verdictText(row.goal.isMet(row.values)),
  ];
}

function aligned(cell: string, width: number, isNumeric: boolean): string {
  return isNumeric ? cell.padStart(width) : cell.padEnd(width);
}

function numberText(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return 'нет';
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(1);
}

function ratioText(ratio: number | null): string {
  return ratio === null ? '' : `${ratio.toFixed(2)}×`;
}

function verdictText(met: boolean | null): string {
  if (met === null) return '–';
  return met ? 'да' : 'НЕТ';
}
