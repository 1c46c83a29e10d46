import type { Page } from 'playwright-core';

/** Simple own checks of what stands on the page: language, names, headings, width. */
export function problemsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    /** Keys, who the tests are, and the ends of names of files. */
    const names = /^(Enter|Esc|Escape|Del|Delete|Ctrl|Shift|anna|AN|png|wav|mp|srt)$/;
    /** Providers and models are called what they are called. */
    const models =
      /^(OpenAI|GPT|Image|Flare|Sunburst|Sol|Terra|Luna|TTS|HD|mini|Transcribe|Whisper|Runway|Gen|Turbo|Veo|Fast)$/;

    function isShown(element: Element): boolean {
      return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    }

    function nameOf(element: Element): string {
      const labelled = (element.getAttribute('aria-labelledby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' ');
      const labels =
        element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((l) => l.textContent) : [];
      return [labelled, element.getAttribute('aria-label'), ...labels, element.textContent].join(' ').trim();
    }

    if (document.documentElement.lang !== 'ru') problems.push('the language is not ru');
    if (!/[а-яё]/i.test(document.title)) problems.push(`the title is «${document.title}»`);
    const modal = document.querySelector('dialog[open], [role="dialog"]');
    if (!modal && document.querySelectorAll('h1').length !== 1) problems.push('not exactly one h1');
    if (document.documentElement.scrollWidth > innerWidth) problems.push('the page is wider than the window');

    for (const element of document.querySelectorAll(
      'a, button, input, [role="button"], [role="menuitem"], dialog, [role="menu"], ol, [role="toolbar"]',
    )) {
      if (isShown(element) && nameOf(element) === '')
        problems.push(`no name: ${element.outerHTML.slice(0, 120)}`);
    }
    for (const attribute of ['aria-label', 'title', 'placeholder', 'alt']) {
      for (const element of document.querySelectorAll(`[${attribute}]`))
        report(element.getAttribute(attribute) ?? '');
    }
    // What machines call a thing is in no language.
    const codes = [...document.querySelectorAll('code')].filter(isShown).map((code) => code.innerText);
    report(codes.reduce((text, code) => text.replace(code, ''), document.body.innerText));
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    for (const id of new Set(ids.filter((id, n) => ids.indexOf(id) !== n)))
      problems.push(`two elements with id ${id}`);
    for (const element of document.querySelectorAll('[tabindex]')) {
      if (Number(element.getAttribute('tabindex')) > 0) problems.push('a tabindex above zero');
    }
    return problems;

    function report(text: string): void {
      for (const word of text.match(/[A-Za-z]{2,}/g) ?? [])
        if (!names.test(word) && !models.test(word)) problems.push(`English: ${word}`);
      if (/"|\.\.\.| - |!/.test(text)) problems.push(`typography: ${text.slice(0, 60)}`);
    }
  });
}
