import process from 'node:process';
import { parseArgs } from 'node:util';
import { fillDiskAndFree } from '../chaos/disk-full.ts';
import { killJobs } from '../chaos/jobs/kill-jobs.ts';
import { sleepThroughLeases } from '../chaos/jobs/long-sleep.ts';
import { NASTY } from '../chaos/jobs/nasty.ts';
import { killAgainAndAgain, type LossReport } from '../chaos/kills.ts';
import { cutPowerAgainAndAgain } from '../chaos/power-cut.ts';
import { Studio } from '../chaos/studio.ts';
import { fuzzRooms } from '../fuzz/fuzz-rooms.ts';
import { fuzzSockets } from '../fuzz/fuzz-sockets.ts';
import type { FuzzReport } from '../fuzz/report.ts';
import { runLedgers } from './ledgers.ts';
import { catchBugs, runSeeds } from './seeds.ts';
import { askStores } from './stores.ts';
import { type Outcome, table } from './table.ts';

const HELP = `npm run torture -- [--seeds 2000] [--kills 50] [--cuts 20] [--fills 5] [--fuzz 50000] [--jobs 500] [--ledgers 20000] [--seed 1] [--s3]

Длинная версия симулятора, проверок на отказы и фаззинга. В конце таблица; код 1, если нарушено хоть одно обещание.

  --seeds N   случайных историй симулятора
  --kills N   SIGKILL под нагрузкой
  --cuts N    обрывов питания
  --fills N   заполнений диска
  --fuzz N    испорченных обновлений и кадров
  --jobs N    платных задач под SIGKILL и SIGSTOP раннеров и сервера; убийств вчетверо больше, чем --kills;
              и до 60 задач раннера, который спит дольше аренды
  --ledgers N случайных историй платных задач, раннеров и людей
  --s3        только хранилище S3: одни вопросы подделкам и, если установлены radosgw, ceph-mon и ceph-osd, серверу Ceph
  --seed N    начало случайности обрывов и фаззинга

Число 0 пропускает эту часть.`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '50' },
    cuts: { type: 'string', default: '20' },
    fills: { type: 'string', default: '5' },
    fuzz: { type: 'string', default: '50000' },
    ledgers: { type: 'string', default: '20000' },
    jobs: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    s3: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(`${HELP}\n`);
else await torture();

async function torture(): Promise<void> {
  const seed = Number(values.seed);
  const fuzz = Number(values.fuzz);
  const parts: [string, number, (count: number) => Promise<Omit<Outcome, 'part' | 'seconds'>>][] = [
    ['симулятор', Number(values.seeds), (count) => runSeeds(count)],
    ['нарочные ошибки', Number(values.seeds) > 0 ? 1 : 0, () => catchBugs()],
    ['SIGKILL', Number(values.kills), (count) => kill(count)],
    ['платные задачи', Number(values.jobs), (count) => payUnderFire(count)],
    ['сон дольше аренды', Math.min(60, Number(values.jobs)), (count) => sleepLong(count)],
    [
      'обрывы питания',
      Number(values.cuts),
      async (rounds) => losses(await cutPowerAgainAndAgain({ rounds, seed })),
    ],
    ['полный диск', Number(values.fills), async (count) => losses(await fillDiskAndFree(count))],
    ['фаззинг документов', Math.ceil(fuzz * 0.9), async (cases) => fuzzed(await fuzzRooms({ cases, seed }))],
    ['фаззинг сокетов', Math.floor(fuzz * 0.1), async (cases) => fuzzed(await fuzzSockets({ cases, seed }))],
    ['деньги в историях', Number(values.ledgers), (count) => runLedgers(count, seed)],
    ['хранилище S3', 1, () => askStores()],
  ];
  const outcomes: Outcome[] = [];
  for (const [part, count, run] of parts) {
    if (count === 0 || (values.s3 && run !== parts.at(-1)?.[2])) continue;
    process.stdout.write(`${part} …\n`);
    const startedMs = performance.now();
    const outcome = await run(count).catch((error) => ({
      figures: 'прервано',
      violations: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    }));
    outcomes.push({ part, ...outcome, seconds: (performance.now() - startedMs) / 1000 });
    for (const violation of outcome.violations) process.stdout.write(`  ${violation}\n`);
  }
  process.stdout.write(`\n${table(outcomes)}`);
  if (outcomes.some(({ violations }) => violations.length > 0)) process.exitCode = 1;
}

async function kill(rounds: number) {
  await using studio = await Studio.create();
  return losses(await killAgainAndAgain(studio, rounds));
}

async function payUnderFire(jobs: number) {
  const { violations, ...report } = await killJobs({
    jobs,
    kills: 4 * Number(values.kills),
    sleeps: Math.ceil(jobs / 25),
    seed: values.seed,
    temper: NASTY,
    withinMs: 45 * 60_000,
  });
  const { kills, sleeps, charged, done, asked, dead, cancelled } = report;
  const figures = `задач ${jobs}: SIGKILL ${kills}, SIGSTOP ${sleeps}; в счёте ${charged}, готово ${done}, ждут человека ${asked}, отказов ${dead}, отменено ${cancelled}`;
  return { figures, violations };
}

async function sleepLong(jobs: number) {
  const { violations, takenOver, charged, done, asked } = await sleepThroughLeases({
    jobs,
    seed: values.seed,
  });
  const figures = `задач ${jobs}: продолжил другой раннер ${takenOver}; в счёте ${charged}, готово ${done}, ждут человека ${asked}`;
  return { figures, violations };
}

function losses({ rounds, made, acked, seen, violations }: LossReport) {
  return {
    figures: `раз: ${rounds}; правок ${made}, подтверждено ${acked}, увидено другими ${seen}`,
    violations,
  };
}

function fuzzed({ cases, accepted, refused, idle, slowestMs, violations }: FuzzReport) {
  return {
    figures: `случаев ${cases}: отклонено ${refused}, принято ${accepted}, без содержания ${idle}; самый долгий ${Math.round(slowestMs)} мс`,
    violations,
  };
}
