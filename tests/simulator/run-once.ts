import { BUGS } from './bugs.ts';
import { runHistory } from './run-history.ts';

const from = Number(process.argv[2] ?? 1),
  to = Number(process.argv[3] ?? from);
const bug = process.argv[4];
const t = performance.now();
let edits = 0,
  bad = 0;
for (let seed = from; seed <= to; seed++) {
  try {
    const r = await runHistory(seed, bug ? BUGS[bug] : {});
    edits += r.edits;
    if (r.violations.length) {
      bad++;
      console.log('seed', seed, r.violations.slice(0, 5));
      if (bad > 8) break;
    }
  } catch (e) {
    bad++;
    console.log('seed', seed, 'THREW', e);
    if (bad > 3) break;
  }
}
console.log('done', from, to, 'edits', edits, 'bad', bad, Math.round(performance.now() - t), 'ms');
