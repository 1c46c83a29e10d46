import { download } from '#lib/save/download.ts';
import type { Result } from '#shared/result.ts';

/** A row as a file that people can read, and another house can take in. */
export async function saveRow(fetching: Promise<Result<unknown>>, name: string) {
  const row = await fetching;
  if (!row.ok) return row.fault;
  const text = `${JSON.stringify(row.value, null, 2)}\n`;
  download(new Blob([text], { type: 'application/json' }), `raskadr-${name.replaceAll('/', '-')}.json`);
  return undefined;
}
