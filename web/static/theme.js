// Before the first paint, so that nobody is dazzled. The policy allows no script inside the page; `theme.svelte.ts`
// keeps the same rule once the application runs.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('raskadr-theme');
  } catch {}
  const isLight =
    choice === 'light' || (choice === 'system' && matchMedia('(prefers-color-scheme: light)').matches);
  if (!isLight) return;
  document.documentElement.dataset.theme = 'light';
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', '#f5f5f5');
})();
