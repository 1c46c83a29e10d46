import type { Model, Purpose } from './model.ts';

/**
 * What is taken where nobody has chosen: the first of the order that an admin has given, that is on, has its key and was
 * not retired. With none of these the first that is on: it says itself what it lacks.
 */
export function firstUsable(
  models: readonly Model[],
  { purpose, today }: { purpose: Purpose; today: string },
): Model | undefined {
  const offered = models.filter((model) => model.purpose === purpose && !model.isOff);
  const isUsable = ({ lacksKey, retiresOn }: Model) => !lacksKey && (retiresOn === null || retiresOn > today);
  return offered.find(isUsable) ?? offered[0];
}
