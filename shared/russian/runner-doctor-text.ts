import { sizeText } from './size-text.ts';

/** One thing that was looked at. */
export type Finding = {
  about:
    | 'node'
    | 'tool'
    | 'limits'
    | 'sandbox'
    | 'paired'
    | 'server'
    | 'room'
    | 'folder'
    | 'spool'
    | 'refused';
  tool?: string;
  isFine: boolean;
  value: string;
};

const WITHOUT: Record<string, { lost: string; command: string }> = {
  ffmpeg: {
    lost: 'видео не собирать и не уменьшать; картинки, звук и текст работают',
    command: 'sudo apt-get update && sudo apt-get install -y ffmpeg',
  },
  ffprobe: {
    lost: 'видео и звук не измерить',
    command: 'sudo apt-get update && sudo apt-get install -y ffmpeg',
  },
  sharp: {
    lost: 'картинок не рисовать и превью не делать',
    command: 'npm ci --include=optional',
  },
};

export function runnerDoctorText(findings: Finding[]): string {
  const lines = findings.map((finding) => `${finding.isFine ? '✓' : '✗'} ${lineOf(finding)}`);
  const isFine = findings.every((finding) => finding.isFine);
  return `${lines.join('\n')}\n${isFine ? 'Всё на месте.' : 'Исправьте отмеченное ✗ и проверьте ещё раз.'}\n`;
}

function lineOf({ about, tool = '', isFine, value }: Finding): string {
  switch (about) {
    case 'node':
      return `Node.js ${value}`;
    case 'tool': {
      if (isFine) return `${tool} ${value}`;
      const without = WITHOUT[tool];
      return without
        ? `${tool} не найден: ${without.lost}. Поставить: ${without.command}`
        : `${tool} не найден`;
    }
    case 'limits':
      return value
        ? 'ffmpeg ограничен по памяти и времени (prlimit)'
        : 'ffmpeg ограничен только по времени: prlimit не найден';
    case 'sandbox':
      return value
        ? 'чужие видео и звук читаются в изоляции, без сети и чужих файлов (bubblewrap)'
        : 'чужие видео и звук читаются без изоляции: bubblewrap не найден или здесь не запускается. Поставить: sudo apt-get install -y bubblewrap';
    case 'paired':
      return isFine
        ? 'подключён к серверу'
        : 'не подключён. Получите код на странице «Очередь» и выполните: node bin/raskadr.mjs runner pair <адрес> <код>';
    case 'server':
      return isFine
        ? `сервер отвечает: ${value}`
        : `сервер не отвечает: ${value}. Проверьте, запущен ли он и есть ли сеть`;
    case 'room':
      return isFine
        ? `свободно на диске: ${sizeText(Number(value))}`
        : `мало места на диске: ${sizeText(Number(value))}. Освободите хотя бы 1 ГБ`;
    case 'folder':
      return `в папку раннера ${value} нельзя писать. Задайте другую: RASKADR_RUNNER_DATA=<папка>`;
    case 'spool':
      return value === '0' ? 'всё отдано серверу' : `ждёт отправки серверу: ${value}`;
    case 'refused':
      return `сервер не принял часть результатов, они лежат в ${value}. Посмотрите why.json в каждой папке; забрав файлы, удалите её`;
  }
}
