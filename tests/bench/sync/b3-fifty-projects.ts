import type { Bench } from '../bench.ts';
import { exactly } from '../report/goal.ts';
import { rowsOf } from './measure.ts';
import { measureTraffic } from './traffic.ts';

export const fiftyProjects: Bench = {
  id: 'B3',
  title: '50 проектов по 4 клиента, в каждом один пишет 10 правок в секунду',
  async run(context) {
    const traffic = {
      rooms: 50,
      clientsPerRoom: 4,
      writersPerRoom: 1,
      perSecond: 10,
      seconds: context.quick ? 1 : 3,
    };
    const measured = await measureTraffic(context, traffic);
    return rowsOf('B3', measured, [
      { name: 'deliveredPercent', figure: 'доставлено', unit: '%', goal: exactly(100) },
      { name: 'propagationP50', figure: 'доставка p50', unit: 'мс', better: 'less' },
      { name: 'propagationP99', figure: 'доставка p99', unit: 'мс', better: 'less' },
      { name: 'ackP50', figure: 'подтверждение p50', unit: 'мс', better: 'less' },
      { name: 'cpuS', figure: 'процессор сервера', unit: 'с', better: 'less' },
    ]);
  },
};
