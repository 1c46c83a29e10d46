// Before the first paint: so that nobody is dazzled, and `boot.css` knows what stands there first. The policy allows no script inside the page; `theme.svelte.ts`
// keeps the same rule once the application runs.
(() => {
  const { pathname } = location;
  const page = { '/': 'projects', '/login': 'login', '/setup': 'none' }[pathname];
  document.documentElement.dataset.opens = page ?? (/^\/p\/[^/]+$/.test(pathname) ? 'board' : 'page');

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
