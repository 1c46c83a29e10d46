import { expect, test } from 'vitest';
import { firstPaintPage } from '../../web/first-paint.ts';

const KIT_PAGE = `<head>
    <script src="/boot.js"></script>
    <meta http-equiv="content-security-policy" content="default-src 'self'">
		<link href="/_app/entry/start.js" rel="modulepreload">
		<link href="/_app/entry/app.js" rel="modulepreload">
		<link href="/_app/assets/base.css" rel="stylesheet">
  </head><body></body>`;
const FILES: Record<string, string> = {
  '/boot.js': '// Why.\nconst only = 1;\n',
  '/_app/assets/base.css': '@font-face{src:url(../../fonts/a.woff2)}p{color:red}',
};
const sources = {
  preloads: [
    { path: '^/$', scripts: ['_app/list.js'], styles: ['_app/list.css', '_app/assets/base.css'] },
    { path: '^/p/[^/]+$', scripts: ['_app/board.js', '_app/list.js'], styles: [] },
  ],
  read: (path: string) => FILES[path] ?? '',
};
const page = firstPaintPage(KIT_PAGE, sources);

test('what the first paint needs stands in the page, before the policy that knows nothing of it', () => {
  const policy = page.indexOf('content-security-policy');
  const style = page.indexOf('<style>@font-face{src:url(/fonts/a.woff2)}p{color:red}</style>');
  expect(style).toBeGreaterThan(0);
  expect(style).toBeLessThan(policy);
  expect(page).not.toContain('src="/boot.js"');
  expect(page).not.toContain('Why.');
  // The loader of the pages finds its style sheet by name and asks for none; the browser does not fetch this one.
  expect(page).toContain(
    '<link href="/_app/assets/base.css" rel="stylesheet" disabled media="(max-width: 0)">',
  );
});

test('nothing is fetched before the first paint; what follows is listed once, page by page', () => {
  expect(page).not.toContain('modulepreload');
  const [, list = ''] = /<script type="application\/json" id="files">(.*)<\/script>/.exec(page) ?? [];
  const { files, pages } = JSON.parse(list);
  const needed = pages.map(([path, places]: [string, number[]]) => [
    path,
    places.map((place) => files[place]),
  ]);
  expect(needed).toEqual([
    ['^/$', ['/_app/entry/start.js', '/_app/entry/app.js', '/_app/list.css', '/_app/list.js']],
    ['^/p/[^/]+$', ['/_app/entry/start.js', '/_app/entry/app.js', '/_app/board.js', '/_app/list.js']],
  ]);
  expect(new Set(files).size).toBe(files.length);
});

test('a page of another form stops the build', () => {
  for (const part of ['<script src="/boot.js"></script>', 'rel="stylesheet"', 'rel="modulepreload"'])
    expect(() => firstPaintPage(KIT_PAGE.replaceAll(part, ''), sources)).toThrow('another form');
});
