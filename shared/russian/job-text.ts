import type { PriceSum } from '../catalogue/add-prices.ts';
import type { Purpose } from '../catalogue/model.ts';
import type { Fault } from '../fault.ts';
import type { Decision } from '../jobs/job-event.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { needsPerson } from '../jobs/needs-person.ts';
import { faultCauseText } from './fault-cause-text.ts';
import { LAUNCHES } from './nouns.ts';
import { counted } from './plural.ts';
import { sumsText } from './price-text.ts';

const NBSP = '\u00a0';

export const PURPOSE_TEXT: Record<Purpose, string> = {
  image: 'Картинка',
  video: 'Видео',
  speech: 'Речь',
  text: 'Текст',
  transcription: 'Расшифровка',
};

/** Where a job stands, in a word or two; a runner's own word for what it is at comes before it. */
export function jobStateText({
  state,
  wantsCancel,
  stage,
}: Pick<JobRecord, 'state' | 'wantsCancel' | 'stage'>): string {
  if (wantsCancel && (state === 'leased' || state === 'waiting' || state === 'ready')) return 'Отменяем…';
  switch (state) {
    case 'ready':
      return 'В очереди';
    case 'leased':
      return stage ?? 'Выполняется';
    case 'waiting':
      return stage ?? 'Ждём провайдера';
    case 'needs_human':
      return 'Ждёт вашего решения';
    case 'done':
      return 'Готово';
    case 'dead':
      return 'Не получилось';
    case 'cancelled':
      return 'Отменено';
  }
}

/** A job that will be tried again without anybody's help. */
export function retryingText(fault: Fault): string {
  return `${faultCauseText(fault)} Промт сохранён, повторим сами.`;
}

/** «следующая», «3-я в очереди». */
export function placeInQueueText(place: number): string {
  return place === 1 ? 'следующая' : `${place.toLocaleString('ru')}-я в${NBSP}очереди`;
}

export function attemptText({ attempt, maxAttempts }: Pick<JobRecord, 'attempt' | 'maxAttempts'>): string {
  return `попытка${NBSP}${attempt} из${NBSP}${maxAttempts}`;
}

type Choice = Exclude<Decision['is'], 'found'>;
type Asked = Pick<JobRecord, 'openCall' | 'fault'>;

/** What a person may say: about an open call, or about a job that was only parked. */
export function choicesOf({ openCall, fault }: Asked): Choice[] {
  if (!openCall) return ['go_on', 'give_up'];
  // A key that is asked about for another reason is forgotten by now.
  const canLookUp = openCall.recovery === 'lookup' || (openCall.recovery === 'key' && isMendable(fault));
  return canLookUp ? ['look_up', 'assume_lost', 'retry_paid'] : ['assume_lost', 'retry_paid'];
}

export function choiceText(choice: Choice, { openCall, fault }: Asked): { name: string; meaning: string } {
  if (choice === 'go_on' && isMendable(fault)) return { name: 'Повторить', meaning: MENDED_TEXT };
  if (choice === 'look_up' && openCall?.recovery === 'key')
    return { name: 'Повторить без второй оплаты', meaning: SAME_KEY_TEXT };
  return { name: DECISION_TEXT[choice], meaning: DECISION_EXPLAINED[choice] };
}

function isMendable(fault: Fault | null): boolean {
  return fault !== null && needsPerson(fault);
}

const MENDED_TEXT = 'Нажмите, когда причина устранена. Другие задачи этой учётной записи тоже продолжатся.';
const SAME_KEY_TEXT =
  'Нажмите, когда причина устранена. Прошлый запрос мог дойти; этот уйдёт под тем же номером, и второй раз провайдер денег не возьмёт.';

const DECISION_TEXT: Record<Choice, string> = {
  look_up: 'Проверить у провайдера',
  assume_lost: 'Считать потерянным',
  retry_paid: 'Повторить (оплата)',
  go_on: 'Продолжить',
  give_up: 'Отказаться',
};

const DECISION_EXPLAINED: Record<Choice, string> = {
  look_up: 'Раннер спросит у провайдера, дошёл ли запрос. Это бесплатно.',
  assume_lost: 'Задача закроется. Деньги за неё, если провайдер их взял, остаются в расходах проекта.',
  retry_paid: 'Запрос уйдёт заново. Если первый дошёл, вы заплатите дважды.',
  go_on: 'Задача вернётся в очередь.',
  give_up: 'Задача закроется без результата.',
};

/** «12 запусков, 240 ₽», «1 запуск, бесплатно», «3 запуска, 40 ₽ и 2 без цены». */
export function launchesText(count: number, { sums, unknown }: PriceSum): string {
  const some = sums.filter(({ amount }) => amount > 0);
  const parts = [
    ...(some.length > 0 ? [sumsText(some)] : []),
    ...(unknown > 0 ? [`${unknown === count ? 'цена неизвестна' : `${unknown} без цены`}`] : []),
  ];
  return `${counted(count, LAUNCHES)}, ${parts.length === 0 ? 'бесплатно' : parts.join(' и ')}`;
}

export const HELD_TEXT = 'Ждёт вашего слова: запущено без сети';
export const UNSENT_TEXT = 'Ждёт отправки на сервер';
export const UNKNOWN_TAKE_TEXT =
  'Сервер не знает этого запуска. Либо он его не принял, либо запуск ещё не отправили с другого устройства, либо сервер восстановлен из копии, сделанной раньше. Сами мы его не повторим: он мог быть оплачен. Проверьте у провайдера или запустите заново.';

export const STARTED_TEXT = 'Запущено';
export const NOT_WRITTEN_TEXT =
  'Не запущено: браузер не смог записать это на устройство. Ничего не потрачено; освободите место и повторите.';

export const IMITATION_TEXT =
  'Имитация работает без ключей: картинки и видео рисует этот компьютер. Они ненастоящие и бесплатные.';

export function finishedText(title: string, isDone: boolean): string {
  return isDone ? `Готово: ${title}` : `Не получилось: ${title}`;
}
