import { parseArgs } from 'node:util';

export type BenchArguments = {
  suite: string;
  quick: boolean;
  only: string[];
  json: string | undefined;
  help: boolean;
};

export const usage = `npm run bench [sync|board|pages|jobs|media] [-- --quick] [--only B1,B2] [--json файл]

  sync          обмен правками: наш сервер рядом с y-websocket и hocuspocus
  pages         страницы: оценки Lighthouse
  board         раскадровка из 1000 шотов в Chromium рядом с голой страницей
  jobs          задачи: взять и сдать, рядом с BullMQ на Redis (нужен redis-server)
  media         превью рядом с голым sharp, просмотровая копия рядом с голым ffmpeg, загрузка с обрывами
  --quick       короткий прогон: посмотреть, а не цитировать
  --only B1,B2  только названные замеры
  --json файл   куда записать результат (обычно tests/bench/results/<набор>.json)`;

export function readArguments(argv: string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const only = values.only.split(',').filter((id) => id !== '');
  return { suite: positionals[0] ?? 'sync', quick: values.quick, only, json: values.json, help: values.help };
}
