import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';

/** A small picture of one colour; another seed is another content. */
export async function aColour(seed: number): Promise<Buffer> {
  const background = { r: (seed * 67) % 256, g: (seed * 131) % 256, b: (seed * 29) % 256 };
  return await sharp({ create: { width: 640, height: 360, channels: 3, background } })
    .png()
    .toBuffer();
}

/** A picture that weighs about 3 bytes for every pixel. */
export async function aNoise(seed: number, { width = 2000, height = 2000 } = {}): Promise<Buffer> {
  const bytes = Buffer.alloc(width * height * 3);
  let state = (seed + 1) * 2654435761;
  for (let at = 0; at < bytes.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return await sharp(bytes, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
}

/** Files on the disk, by their paths within a folder. */
export async function putFiles(folder: string, files: Record<string, Buffer | string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const whole = join(folder, path);
    await mkdir(join(whole, '..'), { recursive: true });
    await writeFile(whole, content);
  }
}

type Drag = { over(): Promise<void>; drop(): Promise<void>; leave(): Promise<void> };

/** Files and folders from the desktop, held over a part of the page by the browser's own means. */
async function dragFiles(page: Page, target: Locator, paths: string[]): Promise<Drag> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error('nothing to drop on');
  const devtools = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  const tell = (type: 'dragEnter' | 'dragOver' | 'drop' | 'dragCancel') =>
    devtools.send('Input.dispatchDragEvent', { type, ...at, data });
  return {
    over: async () => {
      await tell('dragEnter');
      await tell('dragOver');
    },
    drop: async () => {
      await tell('drop');
      await devtools.detach();
    },
    leave: async () => {
      await tell('dragCancel');
      await devtools.detach();
    },
  };
}

/** The page says where the files would go as soon as it is ready to take them; then they are let go. */
export async function dropFiles(
  page: Page,
  target: Locator,
  { paths, promise }: { paths: string[]; promise: RegExp },
): Promise<void> {
  const drag = await dragFiles(page, target, paths);
  for (let tries = 0; tries < 40; tries++) {
    await drag.over();
    const isThere = await page
      .locator('.overlay')
      .getByText(promise)
      .waitFor({ timeout: 500 })
      .then(
        () => true,
        () => false,
      );
    if (isThere) return await drag.drop();
  }
  throw new Error(`nobody promised ${promise}: ${await page.locator('.overlay').allInnerTexts()}`);
}

/** As if the person had pressed Ctrl+V with these files in the clipboard. */
export function pasteFiles(
  page: Page,
  files: { name: string; type: string; content: Buffer }[],
): Promise<boolean> {
  const pasted = files.map(({ content, ...file }) => ({ ...file, base64: content.toString('base64') }));
  return page.evaluate((list) => {
    const clipboardData = new DataTransfer();
    for (const { name, type, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      clipboardData.items.add(new File([bytes], name, { type }));
    }
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    (document.activeElement ?? document.body).dispatchEvent(event);
    return event.defaultPrevented;
  }, pasted);
}
