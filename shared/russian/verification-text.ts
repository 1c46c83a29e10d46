type Verified = {
  isSound: boolean;
  isDatabaseSound: boolean;
  tables: { name: string; rows: number; expectedRows: number; isEqual: boolean }[];
  docs: number;
  damagedDocs: string[];
};

/** The table that `raskadr restore --verify` prints. */
export function verificationText({ isSound, isDatabaseSound, tables, docs, damagedDocs }: Verified): string {
  const width = Math.max(7, ...tables.map(({ name }) => name.length));
  const lines = [
    `${'Таблица'.padEnd(width)}  ${'в копии'.padStart(9)}  ${'здесь'.padStart(9)}  суммы строк`,
    ...tables.map(
      ({ name, rows, expectedRows, isEqual }) =>
        `${name.padEnd(width)}  ${String(expectedRows).padStart(9)}  ${String(rows).padStart(9)}  ${isEqual ? 'равны' : 'НЕ РАВНЫ'}`,
    ),
    `Строение базы: ${isDatabaseSound ? 'цело' : 'НАРУШЕНО'}.`,
    `Прочитано документов: ${docs - damagedDocs.length} из ${docs}.`,
    ...damagedDocs.map((doc) => `  не читается: ${doc}`),
    isSound
      ? 'Всё сошлось.'
      : 'Сошлось не всё. Данные восстановлены такими, какими они есть в копии; подробнее: raskadr check',
  ];
  return `${lines.join('\n')}\n`;
}
