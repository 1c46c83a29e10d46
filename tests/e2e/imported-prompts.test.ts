import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GRAPH } from '../shared/imports/comfy-graphs.ts';
import { chunk } from '../shared/imports/files-of-tools.ts';
import { addShots, createProject, face, shot } from './board.ts';
import { inspector, results, startRunner } from './box.ts';
import { aColour, dropFiles, putFiles } from './drop.ts';
import { readyForOffline, Studio } from './studio.ts';
import { line, waitForState } from './upload-panel.ts';

const HEAD_BYTES = 33;

/** A picture that was really drawn, with a graph as ComfyUI writes it. */
async function aComfyPicture(seed: number): Promise<Buffer> {
  const picture = await sharp(await aColour(seed))
    .png()
    .toBuffer();
  const words = chunk('tEXt', Buffer.concat([Buffer.from('prompt\0'), Buffer.from(GRAPH)]));
  return Buffer.concat([picture.subarray(0, HEAD_BYTES), words, picture.subarray(HEAD_BYTES)]);
}

describe('prompts that files bring along', { timeout: 120_000 }, () => {
  let studio: Studio;
  let runner: ReturnType<typeof startRunner>;
  let folder: string;

  beforeAll(async () => {
    studio = await Studio.open();
    runner = startRunner(studio);
    folder = await mkdtemp(join(tmpdir(), 'raskadr-imports-'));
  });
  afterAll(async () => {
    await runner?.[Symbol.asyncDispose]();
    await studio?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test('V126 V127: a picture of ComfyUI, one with words beside it and one without, dropped without a net, say so and keep their prompts', async () => {
    await putFiles(folder, {
      'comfy.png': await aComfyPicture(3),
      'слова.png': await aColour(4),
      'слова.txt': 'Камера медленно отъезжает',
      'просто.png': await aColour(5),
    });
    const page = await studio.open('/');
    await createProject(page, 'Из ComfyUI');
    await addShots(page, ['Маяк']);
    await readyForOffline(page);
    await page.context().setOffline(true);
    const paths = ['comfy.png', 'слова.png', 'слова.txt', 'просто.png'].map((name) => join(folder, name));
    await dropFiles(page, shot(page, 'Маяк').locator('.card'), { paths, promise: /Отпустите/ });
    await line(page, 'comfy.png').getByText('промт — импорт: ComfyUI').waitFor();
    await line(page, 'слова.png').getByText('промт — импорт: файл рядом').waitFor();
    await line(page, 'просто.png').getByText('промт не найден').waitFor();
    expect(await line(page, 'слова.txt').count()).toBe(0);
    await page.context().setOffline(false);
    for (const name of ['comfy.png', 'слова.png', 'просто.png']) await waitForState(page, name, 'done');
    await face(page, 'Маяк').press('Enter');
    await page.waitForURL(/\/s\//);
    await expect.poll(() => results(page).count()).toBe(3);
    const about = inspector(page);
    await expect
      .poll(async () => {
        for (const tile of await results(page).all()) {
          await tile.click();
          if (await about.getByText('импорт: ComfyUI').count()) return true;
        }
        return false;
      })
      .toBe(true);
    const prompt = about.getByRole('textbox', { name: 'Промт этого ассета' });
    await expect.poll(() => prompt.inputValue()).toBe('Маяк на скале, гроза');
    for (const words of ['18446744073709551615', 'dreamshaper_8.safetensors'])
      await about.getByText(words).first().waitFor();
    expect(studio.complaints.splice(0)).toEqual([]);
    await page.context().close();
  });
});
