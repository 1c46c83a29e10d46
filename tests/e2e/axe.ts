import axe from 'axe-core';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type Violation = { id: string; nodes: { target: unknown[]; failureSummary?: string }[] };
type Axe = { run: (options: object) => Promise<{ violations: Violation[] }> };

/** What axe finds wrong with the page as it stands, one line for each rule and place. */
export async function axeProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    // Half-faded-in text has half the contrast.
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
    // The script above has just put it there.
    const inPage = globalThis as unknown as { axe: Axe };
    const { violations } = await inPage.axe.run({ runOnly: tags });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    );
  }, TAGS);
}
