import type { Bench } from '../bench.ts';
import { exactly, withinTimes } from '../report/goal.ts';
import { rowsOf } from './measure.ts';
import { measureTraffic } from './traffic.ts';

export const twoHundredClients: Bench = {
  id: 'B2',
  title: '200 клиентов в одном документе, 20 пишут по 10 правок в секунду',
  async run(context) {
    const traffic = {
      rooms: 1,
      clientsPerRoom: 200,
      writersPerRoom: 20,
      perSecond: 10,
      seconds: context.quick ? 1 : 3,
    };
    const measured = await measureTraffic(context, traffic);
    return rowsOf('B2', measured, [
      { name: 'deliveredPercent', figure: 'доставлено', unit: '%', goal: exactly(100) },
      { name: 'propagationP50', figure: 'доставка p50', unit: 'мс', better: 'less' },
      { name: 'propagationP99', figure: 'доставка p99', unit: 'мс', better: 'less', goal: withinTimes(4) },
      { name: 'ackP50', figure: 'подтверждение p50', unit: 'мс', better: 'less' },
      { name: 'ackP99', figure: 'подтверждение p99', unit: 'мс', better: 'less' },
      { name: 'loopDelayP99', figure: 'задержка цикла сервера p99', unit: 'мс', better: 'less' },
      { name: 'cpuS', figure: 'процессор сервера', unit: 'с', better: 'less' },
    ]);
  },
};
