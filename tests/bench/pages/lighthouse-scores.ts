import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as Y from 'yjs';
import { z } from 'zod';
import type { Bench, BenchContext } from '../bench.ts';
import { chromiumPath } from '../browser/chromium.ts';
import { anIndexDocument } from '../documents/index-document.ts';
import { seedDoc } from '../load/seed.ts';
import { atLeast, atMost, exactly } from '../report/goal.ts';
import type { Row } from '../report/row.ts';
import { median } from '../report/statistics.ts';
import { installPeer } from '../servers/install-peer.ts';
import type { RunningSystem } from '../servers/system.ts';

const folder = fileURLToPath(new URL('../peers/lighthouse', import.meta.url));
const run = promisify(execFile);
const shotCount = 150;
const usualRepeats = 3;
const goals = { mobile: 95, desktop: 99 };

const Audit = z.object({
  performance: z.number(),
  accessibility: z.number(),
  'best-practices': z.number(),
  lcpMs: z.number().nullable(),
  failed: z.array(z.string()),
});
type Audit = z.infer<typeof Audit>;

export const lighthouseScores: Bench = {
  id: 'P1',
  title: `Lighthouse: вход, проекты, раскадровка из ${shotCount} шотов; телефон и компьютер`,
  async run(context) {
    await installPeer(folder);
    const ours = context.systems.find(({ key }) => key === 'ours');
    if (!ours) throw new Error('our server is not among the systems');
    await using system = await ours.start(context.scratchFolder);
    const project = await system.newProject();
    await seedDoc(system, `p:${project}`, Y.encodeStateAsUpdate(anIndexDocument(shotCount).doc));
    const rows: Row[] = [];
    for (const [name, path] of [
      ['вход', '/login'],
      ['проекты', '/'],
      ['раскадровка', `/p/${project}`],
    ] as const) {
      for (const form of ['mobile', 'desktop'] as const)
        rows.push(...(await audits({ context, system, name, path, form })));
    }
    return rows;
  },
};

type Wanted = {
  context: BenchContext;
  system: RunningSystem;
  name: string;
  path: string;
  form: 'mobile' | 'desktop';
};

async function audits({ context, system, name, path, form }: Wanted): Promise<Row[]> {
  const found: Audit[] = [];
  for (let repeat = 0; repeat < (context.quick ? 1 : usualRepeats); repeat += 1)
    found.push(await audit(system, { path, form }));
  const failed = new Set(found.flatMap((one) => one.failed));
  if (failed.size > 0) context.note(`${name}, ${form}: ${[...failed].join(', ')}`);
  const figureOf = (figure: string) => `${name}, ${form === 'mobile' ? 'телефон' : 'компьютер'}: ${figure}`;
  const ours = (value: (one: Audit) => number | null) => ({
    ours: median(found.flatMap((one) => value(one) ?? [])),
  });
  return [
    {
      bench: 'P1',
      figure: figureOf('скорость'),
      unit: 'шт',
      values: ours((one) => one.performance),
      goal: atLeast(goals[form]),
    },
    {
      bench: 'P1',
      figure: figureOf('доступность'),
      unit: 'шт',
      values: ours((one) => one.accessibility),
      goal: exactly(100),
    },
    {
      bench: 'P1',
      figure: figureOf('хорошие приёмы'),
      unit: 'шт',
      values: ours((one) => one['best-practices']),
      goal: exactly(100),
    },
    {
      bench: 'P1',
      figure: figureOf('крупнейший элемент'),
      unit: 'мс',
      values: ours((one) => one.lcpMs),
      goal: atMost(2500),
    },
  ];
}

async function audit(system: RunningSystem, { path, form }: { path: string; form: string }): Promise<Audit> {
  const url = `${system.process.origin}${path}`;
  const cookie = path === '/login' ? '' : system.headers.cookie;
  const wanted = JSON.stringify({ url, cookie, form, chromePath: chromiumPath });
  const { stdout } = await run(process.execPath, ['audit.mjs', wanted], { cwd: folder, timeout: 120_000 });
  return Audit.parse(JSON.parse(stdout));
}
