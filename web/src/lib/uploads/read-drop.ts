/** A file with where it lay in a dropped folder; the path is its own name when it lay in none. */
export type FoundFile = { file: File; path: string };

type Entry = Pick<FileSystemEntry, 'isFile' | 'isDirectory' | 'name'>;

/**
 * What a drop brings, folders with all that is in them. The list of a drop is empty once its event is over: this has to be
 * called within it.
 */
export function readDrop(dropped: DataTransfer): Promise<FoundFile[]> {
  const items = [...dropped.items].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
  const loose = items.map((item, n) => (entries[n] ? null : item.getAsFile()));
  return collect(entries, loose);
}

async function collect(entries: (FileSystemEntry | null)[], loose: (File | null)[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const [n, entry] of entries.entries()) {
    const file = loose[n];
    if (entry) await walk(entry, '', found);
    else if (file) found.push({ file, path: file.name });
  }
  return inNaturalOrder(found);
}

async function walk(entry: Entry, within: string, found: FoundFile[]): Promise<void> {
  // What systems leave behind in folders.
  if (entry.name.startsWith('.') || /^(thumbs\.db|desktop\.ini)$/i.test(entry.name)) return;
  const path = within + entry.name;
  if (isFile(entry)) {
    const file = await new Promise<File | undefined>((resolve) =>
      entry.file(resolve, () => resolve(undefined)),
    );
    if (file) found.push({ file, path });
  } else if (isFolder(entry)) {
    const reader = entry.createReader();
    for (;;) {
      // A reader tells of a hundred at a time, and of none when there are no more.
      const some = await new Promise<FileSystemEntry[]>((resolve) =>
        reader.readEntries(resolve, () => resolve([])),
      );
      if (some.length === 0) return;
      for (const inner of some) await walk(inner, `${path}/`, found);
    }
  }
}

function isFile(entry: Entry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: Entry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** «кадр 2» before «кадр 10», as a person numbers them. */
export function inNaturalOrder(files: FoundFile[]): FoundFile[] {
  const { compare } = new Intl.Collator('ru', { numeric: true, sensitivity: 'base' });
  return files.toSorted((a, b) => compare(a.path, b.path));
}
