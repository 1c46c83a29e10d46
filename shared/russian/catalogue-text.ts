import type { Price, PriceRule } from '../catalogue/price.ts';
import type { AccountFacts, CheckFacts, ProviderFacts, SecretFacts } from '../catalogue/provider-facts.ts';
import { faultCauseText } from './fault-cause-text.ts';
import { MODELS } from './nouns.ts';
import { counted } from './plural.ts';
import { priceText, sumText } from './price-text.ts';
import { agoText } from './time-text.ts';

const PER: Record<PriceRule['per'], string> = {
  call: 'за запуск',
  image: 'за картинку',
  second: 'за секунду',
  thousand_chars: 'за 1000 знаков',
  million_tokens: 'за миллион токенов',
};

export const PER_TEXT = PER;

/** «0,04 $ за картинку», «за миллион токенов: вход 2 $, выход 10 $». A price nobody can point to is none. */
export function priceRuleText(rule: PriceRule | null): string {
  if (!rule) return 'нет цены';
  const { amount, currency, per, tokens } = rule;
  if (tokens && (amount > 0 || tokens.input > 0))
    return `${PER[per]}: вход ${sumText({ amount: tokens.input, currency })}, выход ${sumText({ amount, currency })}`;
  return amount === 0 ? 'бесплатно' : `${sumText(rule)} ${PER[per]}`;
}

/** «https://…, проверено 20.11.2026». */
export function priceSourceText({ source, on }: PriceRule): string {
  const where = source === 'local' ? 'считает этот компьютер' : source;
  return on === undefined ? where : `${where}, проверено ${dayText(on)}`;
}

/** What one launch costs, as far as it is known before. */
export function launchPriceText(rule: PriceRule | null, price: Price | null): string {
  if (price || !rule) return priceText(price);
  return `станет известна после запуска (${priceRuleText(rule)})`;
}

/** «21.11.2026» of `2026-11-21`. */
function dayText(day: string): string {
  return day.split('-').reverse().join('.');
}

/** «Провайдер отключит её 01.06.2027», or that he has. */
export function retirementText(retiresOn: string, today: string): string {
  return retiresOn <= today
    ? `Провайдер отключил её ${dayText(retiresOn)}`
    : `Провайдер отключит её ${dayText(retiresOn)}`;
}

export function keyText(key: SecretFacts | null, needsKey: boolean): string {
  if (!key) return needsKey ? 'ключ не введён' : 'ключ не нужен';
  if (key.state === 'lost') return 'ключ нужно ввести заново';
  return key.hint.startsWith('$') ? `ключ из ${key.hint.slice(1)}` : `ключ ${key.hint}`;
}

/** Why a key that was entered once does not open any more. */
export const KEY_LOST_TEXT =
  'Файла, которым этот ключ был закрыт, больше нет: так бывает после восстановления из копии. Введите ключ заново или верните файл на место.';

export function checkText({ state, at, fault }: CheckFacts, nowMs: number): string {
  switch (state) {
    case 'waits':
      return nowMs - at > 10_000
        ? 'Проверка ждёт раннера. Убедитесь, что он запущен.'
        : 'Проверка ждёт раннера…';
    case 'works':
      return 'Проверяем…';
    case 'good':
      return `Работает: проверено ${agoText(at, nowMs)}`;
    case 'bad':
      return fault ? faultCauseText(fault) : 'Проверка не удалась. Повторите её.';
  }
}

/** How much of an account may be at work, and what works through it: «2 задачи сразу, 3 модели». */
export function accountUseText({ concurrency, models }: AccountFacts): string {
  const limit = concurrency === null ? 'без ограничения' : `задач сразу:\u00a0${concurrency}`;
  return `${counted(models, MODELS)}, ${limit}`;
}

const RECOVERY: Record<ProviderFacts['recovery'], string> = {
  key: 'потерянный ответ запрашивает заново под тем же номером, без второй оплаты',
  lookup: 'потерянный ответ находит у провайдера, без второй оплаты',
  none: 'о потерянном ответе спрашивает человека: второй запрос стоил бы денег',
};

export function recoveryText(recovery: ProviderFacts['recovery']): string {
  return RECOVERY[recovery];
}

export const NOT_JSON_TEXT = 'Это не JSON: проверьте скобки, кавычки и запятые.';
export const NOT_SPOKEN_TEXT =
  'Раннеры этой студии не умеют с ним работать. Обновите раннер; его модели пока не запускаются.';

export function importedText(models: number): string {
  return models === 0 ? 'Провайдер сохранён' : `Сохранено: ${counted(models, MODELS)}`;
}

/** Said aloud: whoever moves a row by keyboard does not see where it went. */
export function movedModelText(name: string, place: number, count: number): string {
  return `«${name}»: место ${place} из ${count}`;
}

/** What a person may go on with when a provider has failed him. */
export function nextModelText(name: string, price: Price | null): string {
  return `Взять для «${name}», ${priceText(price)}`;
}
