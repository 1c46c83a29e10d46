// Before the first paint: so that nobody is dazzled, and `boot.css` knows what stands there first. The policy allows no
// script inside the page but Kit's own. `theme.svelte.ts` keeps the same rule for the look once the application runs.
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

// Kit's own script waits in a template until the first paint, and so do its files: else the browser fetches and runs the
// application before it shows anything. A page in the background is never painted, and a paint that never comes must not
// cost the application.
(() => {
  let isStarted = false;
  const start = () => {
    if (isStarted) return;
    isStarted = true;
    fetchFiles();
    const kept = document.getElementById('application');
    for (const { textContent } of kept.content.querySelectorAll('script')) {
      const script = document.createElement('script');
      script.textContent = textContent;
      document.body.append(script);
    }
  };
  // All at once: each file names the next ones only when it is there. The build writes the list (`first-paint.ts`).
  const fetchFiles = () => {
    const { files, pages } = JSON.parse(document.getElementById('files')?.textContent ?? '{"pages":[]}');
    const [, places] = pages.find(([path]) => new RegExp(path).test(location.pathname)) ?? [];
    for (const place of places ?? []) {
      const link = document.createElement('link');
      const isStyle = files[place].endsWith('.css');
      link.rel = isStyle ? 'preload' : 'modulepreload';
      if (isStyle) link.as = 'style';
      // The way the loader of the pages asks; else the browser fetches a style sheet twice.
      link.crossOrigin = '';
      link.href = files[place];
      document.head.append(link);
    }
  };
  addEventListener('DOMContentLoaded', () => {
    if (document.hidden) return start();
    requestAnimationFrame(() => setTimeout(start));
    setTimeout(start, 500);
  });
})();
