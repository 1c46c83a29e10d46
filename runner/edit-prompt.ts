import type { EditWork } from '#shared/jobs/edit-work.ts';
import { askedOf } from '#shared/smart-edit/edit-request.ts';
import { generate } from './generate.ts';
import type { JobContext } from './job-context.ts';
import type { Outcome } from './outcome.ts';

/** A remark goes to a model as any text does, on the same way of a paid call; what it says is judged where it is read. */
export function editPrompt(context: JobContext, edit: EditWork): Promise<Outcome> {
  const { order } = context;
  const asked = order.model && askedOf(edit, order.model);
  const work = {
    kind: 'generate' as const,
    project: edit.project,
    shot: edit.shot,
    prompt: edit.prompt,
    take: edit.edit,
    model: edit.model,
    text: asked?.text ?? '',
    params: asked?.params ?? {},
  };
  return generate({ ...context, order: { ...order, model: asked?.model ?? null } }, work, edit);
}
