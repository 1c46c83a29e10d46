import { expect, test, vi } from 'vitest';
import { DocJournal } from '#lib/sync/doc-journal.ts';
import { createMemoryDisk, createMemoryStore } from '#lib/sync/memory-store.ts';
import { DocName } from '#shared/documents/doc-name.ts';

const DOC = DocName.parse('p:01ARZ3NDEKTSV4RRFFQ69G5FA1');

function aJournal() {
  const disk = createMemoryDisk();
  const honest = createMemoryStore(disk);
  const state = { fails: false, troubles: [] as (string | undefined)[], whole: 0 };
  const journal = new DocJournal({
    doc: DOC,
    store: {
      ...honest,
      appendRows: (doc, rows, nowMs) =>
        state.fails ? Promise.reject(new Error('quota')) : honest.appendRows(doc, rows, nowMs),
    },
    whole: () => ({ update: Uint8Array.of(99), stored: () => state.whole++ }),
    onTrouble: (reason) => state.troubles.push(reason),
    onWritten: () => {},
  });
  const append = (byte: number) => journal.append({ update: Uint8Array.of(byte), isSent: false });
  return { journal, append, state, written: () => [...disk.rows.values()].map((row) => row.update[0]) };
}

test('C1: edits of one turn go to the device together and in order', async () => {
  const { journal, append, written } = aJournal();
  append(1);
  append(2);
  await journal.flushed();
  append(3);
  await journal.flushed();
  expect(written()).toEqual([1, 2, 3]);
});

test('C3: after a failed write the next thing written is the whole state, and nothing stands behind a hole', async () => {
  vi.useFakeTimers();
  try {
    const { journal, append, state, written } = aJournal();
    append(1);
    await journal.flushed();
    state.fails = true;
    append(2);
    await vi.advanceTimersByTimeAsync(100);
    append(3);
    expect(written()).toEqual([1]);
    state.fails = false;
    await vi.advanceTimersByTimeAsync(20_000);
    await journal.flushed();
    expect(written()).toEqual([1, 99]);
    expect(state.whole).toBe(1);
    expect(state.troubles).toEqual(['Error: quota', undefined]);
    append(4);
    await journal.flushed();
    expect(written()).toEqual([1, 99, 4]);
  } finally {
    vi.useRealTimers();
  }
});
