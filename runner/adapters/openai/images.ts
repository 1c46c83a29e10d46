import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageEditParamsNonStreaming, ImageGenerateParamsNonStreaming } from 'openai/resources/images';
import * as z from 'zod/mini';
import { STAGE } from '#shared/russian/runner-text.ts';
import type { Answer, Assignment, InputFile, Made } from '../adapter.ts';
import { bringResult } from '../bring-result.ts';
import { describeResult } from '../download.ts';
import { inputsInRole, modelOf, plainParams } from '../named-inputs.ts';
import { paidInVain } from '../paid-in-vain.ts';
import { openFailure, unaskable } from '../refusals.ts';
import { askOnce } from './client.ts';
import { actualOf } from './usage.ts';

const IMAGE_MAX_BYTES = 64 * 1024 ** 2;

const Images = z.object({
  data: z.array(
    z.object({ b64_json: z.optional(z.nullable(z.string())), url: z.optional(z.nullable(z.string())) }),
  ),
});

/** Pictures out of words, or out of pictures and words. */
export async function makeImages(assignment: Assignment): Promise<Answer> {
  const references = await Promise.all(inputsInRole(assignment, 'reference').map(asFile));
  const [mask] = await Promise.all(inputsInRole(assignment, 'mask').map(asFile));
  if (mask && references.length === 0) return unaskable('mask');
  const params = { ...plainParams(assignment), model: modelOf(assignment), prompt: assignment.work.text };
  return askOnce(assignment, async (client) => {
    const { signal } = assignment;
    const said: unknown =
      references.length > 0
        ? // The parameters were held against the schema of the model, where they have the provider's own names.
          await client.images.edit(
            { ...params, image: references, ...(mask && { mask }) } as ImageEditParamsNonStreaming,
            { signal },
          )
        : await client.images.generate(params as ImageGenerateParamsNonStreaming, { signal });
    const { data: images } = Images.safeParse(said);
    return images
      ? keep(assignment, { images: images.data, actual: actualOf(assignment, said) })
      : openFailure('provider_garbled');
  });
}

async function asFile({ path, type, sha256 }: InputFile): Promise<File> {
  const extension = type.split('/')[1] ?? 'png';
  return new File([await openAsBlob(path, { type })], `${sha256.slice(0, 16)}.${extension}`, { type });
}

/** What can be read of them: paid are all. */
async function keep(
  assignment: Assignment,
  { images, actual }: { images: z.infer<typeof Images>['data']; actual: number | undefined },
): Promise<Answer> {
  const files: Made[] = [];
  assignment.progress.at(STAGE.downloading);
  for (const [index, image] of images.entries()) {
    const came = await fileOf(assignment, { image, name: `result-${index}` });
    if (came?.kind === 'made') files.push(came.made);
  }
  return files.length > 0
    ? { kind: 'done', files, ...(actual === undefined ? {} : { actual }) }
    : paidInVain(
        assignment,
        { code: images.some(({ url }) => url) ? 'result_lost' : 'provider_garbled' },
        actual,
      );
}

async function fileOf(
  assignment: Assignment,
  { image, name }: { image: z.infer<typeof Images>['data'][number]; name: string },
) {
  if (image.url) return bringResult(assignment, { url: image.url, name, maxBytes: IMAGE_MAX_BYTES });
  if (!image.b64_json) return undefined;
  const path = join(assignment.folder, name);
  await writeFile(path, Buffer.from(image.b64_json, 'base64'));
  return describeResult(path, assignment.signal);
}
