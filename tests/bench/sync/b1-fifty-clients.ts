import type { Bench } from '../bench.ts';
import { exactly, withinTimes } from '../report/goal.ts';
import { rowsOf } from './measure.ts';
import { measureTraffic } from './traffic.ts';

export const fiftyClients: Bench = {
  id: 'B1',
  title: '50 клиентов в одном документе, 5 пишут по 10 правок в секунду',
  async run(context) {
    const traffic = {
      rooms: 1,
      clientsPerRoom: 50,
      writersPerRoom: 5,
      perSecond: 10,
      seconds: context.quick ? 2 : 4,
    };
    const measured = await measureTraffic(context, traffic);
    return rowsOf('B1', measured, [
      { name: 'deliveredPercent', figure: 'доставлено', unit: '%', goal: exactly(100) },
      { name: 'propagationP50', figure: 'доставка p50', unit: 'мс', better: 'less' },
      { name: 'propagationP99', figure: 'доставка p99', unit: 'мс', better: 'less', goal: withinTimes(2) },
      {
        name: 'ackP50',
        figure: 'подтверждение p50',
        unit: 'мс',
        better: 'less',
        goal: withinTimes(4, ['hocuspocus']),
      },
      { name: 'ackP99', figure: 'подтверждение p99', unit: 'мс', better: 'less' },
    ]);
  },
};
