import { type PluralForms, pluralForm } from './plural.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const MINUTES: PluralForms = { one: 'минуту', few: 'минуты', many: 'минут' };
const HOURS: PluralForms = { one: 'час', few: 'часа', many: 'часов' };
// The month of a day. The browser would write the same, after it has read the rules of a language for it.
const MONTHS = 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' ');

/** «только что», «3 минуты назад», «вчера», «5 ноября», «5 ноября 2025 г.» */
export function agoText(atMs: number, nowMs: number): string {
  const passedMs = nowMs - atMs;
  if (passedMs < MINUTE_MS) return 'только что';
  if (passedMs < HOUR_MS) return spanText(Math.floor(passedMs / MINUTE_MS), MINUTES);
  const at = new Date(atMs);
  const now = new Date(nowMs);
  const days = Math.round((startOfDay(now) - startOfDay(at)) / (24 * HOUR_MS));
  if (days === 0) return spanText(Math.floor(passedMs / HOUR_MS), HOURS);
  if (days <= 2) return days === 1 ? 'вчера' : 'позавчера';
  return at.getFullYear() === now.getFullYear() ? dayText(at) : `${dayText(at)} ${at.getFullYear()} г.`;
}

function spanText(count: number, forms: PluralForms): string {
  return `${count} ${pluralForm(count, forms)} назад`;
}

/** «12:05», or with the day when it is not today. */
export function momentText(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const isToday = startOfDay(at) === startOfDay(new Date(nowMs));
  return isToday ? clockText(at) : `${dayText(at)}, ${clockText(at)}`;
}

function dayText(date: Date): string {
  return `${date.getDate()} ${MONTHS[date.getMonth()]}`;
}

function clockText(date: Date): string {
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
