import type { PluralForms } from './plural.ts';

export const SHOTS: PluralForms = { one: 'шот', few: 'шота', many: 'шотов' };
export const EDITS: PluralForms = { one: 'правка', few: 'правки', many: 'правок' };
export const FILES: PluralForms = { one: 'файл', few: 'файла', many: 'файлов' };
export const SECONDS: PluralForms = { one: 'секунду', few: 'секунды', many: 'секунд' };
export const UNSENT_EDITS: PluralForms = { one: 'правка ждёт', few: 'правки ждут', many: 'правок ждут' };
export const JOBS: PluralForms = { one: 'задача', few: 'задачи', many: 'задач' };
export const LAUNCHES: PluralForms = { one: 'запуск', few: 'запуска', many: 'запусков' };
export const MODELS: PluralForms = { one: 'модель', few: 'модели', many: 'моделей' };
export const UNFINISHED_JOBS: PluralForms = {
  one: 'незаконченная задача',
  few: 'незаконченные задачи',
  many: 'незаконченных задач',
};
