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

// Kit's own script waits in a template until the first paint: else the browser runs the application before it shows
// anything. A page in the background is never painted, and a paint that never comes must not cost the application.
(() => {
  let isStarted = false;
  const start = () => {
    if (isStarted) return;
    isStarted = true;
    const kept = document.getElementById('application');
    for (const { textContent } of kept.content.querySelectorAll('script')) {
      const script = document.createElement('script');
      script.textContent = textContent;
      document.body.append(script);
    }
  };
  addEventListener('DOMContentLoaded', () => {
    if (document.hidden) return start();
    requestAnimationFrame(() => setTimeout(start));
    setTimeout(start, 500);
  });
})();

// For the next visit; the first one has the net to itself until it is loaded.
addEventListener('load', () =>
  navigator.serviceWorker?.register('/service-worker.js', { type: 'module' }).catch(() => {}),
);
