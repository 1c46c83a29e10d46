import { expect, test } from 'vitest';
import { StatementPacker, StatementUnpacker } from '#server/database/packed-statement.ts';
import { sql } from '#server/database/sql.ts';

test('a text goes along once, and every statement arrives as it was sent', () => {
  const packer = new StatementPacker();
  const unpacker = new StatementUnpacker();
  const sent = [sql('A', 1), sql('B', new Uint8Array([2])), sql('A', null), sql('B', 'x'), sql('A')];
  const packed = sent.map((statement) => packer.pack(statement));
  expect(packed.map(({ text }) => text)).toEqual(['A', 'B', undefined, undefined, undefined]);
  expect(packed.map((one) => unpacker.unpack(structuredClone(one)))).toEqual(sent);
});

test('more texts than are remembered arrive all the same', () => {
  const packer = new StatementPacker();
  const unpacker = new StatementUnpacker();
  const sent = Array.from({ length: 3000 }, (_, n) => sql(`SELECT ${n % 1500}`, n));
  expect(sent.map((statement) => unpacker.unpack(packer.pack(statement)))).toEqual(sent);
});
