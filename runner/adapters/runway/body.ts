import type { Assignment, InputFile } from '../adapter.ts';
import { contentAddress } from '../content-address.ts';
import { inputsInRole, modelOf, plainParams } from '../named-inputs.ts';

type Asked = Pick<Assignment, 'model' | 'work' | 'inputs'>;

/** Where it is asked for, by what it makes and of what. */
export function endpointOf(asked: Asked): string {
  if (asked.model.purpose !== 'video') return '/v1/text_to_image';
  return framesOf(asked).length > 0 ? '/v1/image_to_video' : '/v1/text_to_video';
}

/** The parameters go under the names of the schema, which are the provider's own; the roles say where content goes. */
export async function bodyOf(asked: Asked): Promise<Record<string, unknown>> {
  const frames = await Promise.all(
    framesOf(asked).map(async ({ file, position }) => ({ uri: await addressOf(file), position })),
  );
  const references = await Promise.all(
    inputsInRole(asked, 'reference').map(async (file) => ({ uri: await addressOf(file) })),
  );
  const [only] = frames;
  const isFirstAlone = frames.length === 1 && only?.position === 'first';
  return {
    ...plainParams(asked),
    model: modelOf(asked),
    ...(asked.work.text ? { promptText: asked.work.text } : {}),
    ...(frames.length > 0 ? { promptImage: isFirstAlone ? only?.uri : frames } : {}),
    ...(references.length > 0 ? { [referenceName(asked)]: references } : {}),
  };
}

function framesOf(asked: Asked): { file: InputFile; position: 'first' | 'last' }[] {
  return (['first', 'last'] as const).flatMap((position) =>
    inputsInRole(asked, `${position}_frame`).map((file) => ({ file, position })),
  );
}

function referenceName({ model }: Asked): string {
  return model.purpose === 'video' ? 'references' : 'referenceImages';
}

function addressOf(file: InputFile): string | Promise<string> {
  return file.address ?? contentAddress(file);
}
