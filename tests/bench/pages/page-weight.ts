import { gzipSync } from 'node:zlib';
import type { Bench } from '../bench.ts';
import { atMost } from '../report/goal.ts';
import { listedScripts } from './listed-scripts.ts';

/** What a phone can be asked to load before it shows a storyboard. */
const goals: Record<string, number> = { вход: 70, проекты: 120, раскадровка: 120 };

/** The code a page loads before it stands: what its answer lists. */
export const pageWeight: Bench = {
  id: 'P2',
  title: 'Код, который страница загружает сама: сжатые килобайты и запросы',
  async run(context) {
    const ours = context.systems.find(({ key }) => key === 'ours');
    if (!ours) throw new Error('our server is not among the systems');
    await using system = await ours.start(context.scratchFolder);
    const { origin } = system.process;
    const project = await system.newProject();
    const rows = [];
    for (const [name, path] of [
      ['вход', '/login'],
      ['проекты', '/'],
      ['раскадровка', `/p/${project}`],
    ] as const) {
      const files = await listedScripts(`${origin}${path}`);
      const sizes = await Promise.all(files.map((file) => gzippedBytes(`${origin}${file}`)));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      const figure = (what: string) => `${name}: ${what}`;
      rows.push(
        {
          bench: 'P2',
          figure: figure('код'),
          unit: 'КБ' as const,
          values: { ours: bytes / 1000 },
          goal: atMost(goals[name] ?? 0),
        },
        { bench: 'P2', figure: figure('файлов'), unit: 'шт' as const, values: { ours: files.length } },
      );
    }
    return rows;
  },
};

/** Packed here: the answer may come in any encoding. */
async function gzippedBytes(url: string): Promise<number> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return gzipSync(Buffer.from(await response.arrayBuffer()), { level: 9 }).byteLength;
}
