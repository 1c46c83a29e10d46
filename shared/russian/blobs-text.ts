import type { Fault } from '../fault.ts';

type Unusable = Extract<Fault, { code: 'blobs_unusable' }>;

/** What the operator can do about the store of files that BLOBS_URL names. */
export function blobsUnusableText({ why, store }: Unusable): string {
  return `Хранилище файлов ${store} не годится: ${WHY[why]}`;
}

const WHY: Record<Unusable['why'], string> = {
  unreachable:
    'оно не отвечает. Проверьте endpoint в BLOBS_URL, сеть и само хранилище; когда ответит, запустите снова.',
  certificate:
    'его сертификату нельзя верить. Проверьте endpoint в BLOBS_URL; для своего центра сертификации задайте NODE_EXTRA_CA_CERTS.',
  no_bucket: 'такого бакета нет. Создайте его в хранилище или исправьте имя в BLOBS_URL.',
  keys: 'оно не приняло ключи. Проверьте S3_ACCESS_KEY_ID и S3_SECRET_ACCESS_KEY; у Backblaze нужен ключ приложения, не главный.',
  forbidden:
    'ключу не хватает прав. Разрешите ему в этом бакете перечислять, читать, записывать и удалять файлы.',
  clock: 'часы этой машины расходятся с его часами. Включите синхронизацию времени (NTP) и запустите снова.',
  region: 'бакет лежит в другом регионе. Исправьте region и endpoint в BLOBS_URL.',
  not_a_store:
    'по этому адресу отвечает не S3-хранилище или бакет ему не подходит. Проверьте endpoint и pathStyle в BLOBS_URL.',
};

/** After a backup. */
export function contentStaysText(store: string): string {
  return `Картинки, видео и звук лежат в хранилище ${store}: в копию они не входят, храните и его.\n`;
}

/** After such a backup was restored. */
export function contentAwaitedText(store: string): string {
  return `Картинки, видео и звук остались в хранилище ${store}: задайте серверу тот же BLOBS_URL и ключи к нему.\n`;
}
