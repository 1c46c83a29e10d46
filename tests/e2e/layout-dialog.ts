import type { Locator, Page } from 'playwright-core';

/** Where several files on the board are laid out into shots. */
export function layoutDialog(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Куда добавить файлы' });
}

/** As proposed: the main button has the keyboard. */
export async function addAsLaidOut(page: Page): Promise<void> {
  await layoutDialog(page)
    .getByRole('button', { name: /^Добавить \d/ })
    .click();
  await layoutDialog(page).waitFor({ state: 'detached' });
}
