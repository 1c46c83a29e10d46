const KINDS: Record<string, string> = {
  database: 'строение базы',
  foreign_key: 'связи таблицы',
  log: 'журнал документа',
  snapshot: 'снимок документа',
  document: 'документ не читается',
  projection: 'сводка проекта',
  record: 'запись в ленте',
  feed: 'лента записей',
  blob: 'файл',
  job: 'запуск',
  money: 'счёт денег',
  upload: 'загрузка',
};

type CheckedData = {
  docs: number;
  rows: number;
  projects: number;
  feeds: number;
  blobs: number;
  unnamedBlobs: number;
  repaired: number;
  problemCount: number;
  problems: { kind: string; subject: string; detail: string; repair?: unknown }[];
};

/** What `raskadr check` prints. Details stay as the program says them: they are for whoever repairs by hand. */
export function checkText(report: CheckedData): string {
  const { docs, rows, projects, feeds, blobs, unnamedBlobs, repaired, problems, problemCount } = report;
  const lines = [
    `Проверено: проектов ${projects}, документов ${docs}, строк в журналах ${rows}, лент ${feeds}, файлов ${blobs}.`,
  ];
  if (unnamedBlobs > 0)
    lines.push(`Из них ничьих файлов: ${unnamedBlobs}. Сервер убирает их сам, когда они пролежат сутки.`);
  if (repaired > 0) lines.push(`Исправлено: ${repaired}.`);
  if (problemCount === 0) return [...lines, 'Всё цело.', ''].join('\n');
  lines.push(`Повреждений: ${problemCount}. Данные не удалялись.`);
  for (const { kind, subject, detail } of problems)
    lines.push(`  ${[KINDS[kind] ?? kind, subject].filter(Boolean).join(' ')}: ${detail}`);
  if (problemCount > problems.length) lines.push(`  … и ещё ${problemCount - problems.length}`);
  lines.push(
    problems.some(({ repair }) => repair)
      ? 'Часть можно исправить: raskadr check --repair'
      : 'Само это не исправить: восстановите данные из резервной копии в новую папку.',
  );
  return `${lines.join('\n')}\n`;
}
