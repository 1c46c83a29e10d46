import { fileURLToPath } from 'node:url';
import { readArguments, usage } from './arguments.ts';
import type { Bench } from './bench.ts';
import { boardSuite } from './board/suite.ts';
import { jobsSuite } from './jobs/suite.ts';
import { mediaSuite } from './media/suite.ts';
import { pagesSuite } from './pages/suite.ts';
import { circumstances, tableOf } from './report/table.ts';
import { writeJson } from './report/write-json.ts';
import { runBenches } from './run-benches.ts';
import { ours } from './servers/ours.ts';
import { hocuspocus, hocuspocusEager, yWebsocket } from './servers/peer.ts';
import { syncSuite } from './sync/suite.ts';

const suites: Record<string, Bench[]> = {
  sync: syncSuite,
  board: boardSuite,
  pages: pagesSuite,
  jobs: jobsSuite,
  media: mediaSuite,
};
const { suite, quick, only, json, help } = readArguments(process.argv.slice(2));
const benches = suites[suite]?.filter(({ id }) => only.length === 0 || only.includes(id));

// `exit` runs the handlers that end the servers.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

if (help || benches === undefined) {
  console.log(usage);
  process.exitCode = help ? 0 : 1;
} else {
  const systems = [ours, yWebsocket, hocuspocus, ...(quick ? [] : [hocuspocusEager])];
  const run = await runBenches({ benches, systems, quick, log: console.log });
  const file = json ?? fileURLToPath(new URL(`./results/${suite}.json`, import.meta.url));
  await writeJson(file, run);
  console.log(`\n${tableOf(run.rows)}\n\n${circumstances(run)}\n\n${run.seconds} с; ${file}`);
  for (const note of run.notes) console.log(`! ${note}`);
}
