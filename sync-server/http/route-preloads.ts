import { z } from 'zod';
import type { PageFile } from './page-files.ts';

const LIST = '/_app/preloads.json';

const Preloads = z.array(
  z.object({ path: z.string(), scripts: z.array(z.string()), styles: z.array(z.string()) }),
);

type LinksOf = (path: string) => string | undefined;

/**
 * What the page of an address needs, as a `Link` header: the browser fetches it together with the page, not one
 * after the other as each file names the next. The build writes the list (`web/route-preloads.ts`). Styles are asked
 * for the way the loader of the pages asks, else the browser fetches them twice.
 */
export function readPreloads(files: Map<string, PageFile>): LinksOf {
  const list = files.get(LIST);
  if (!list) return () => undefined;
  const page = Buffer.from(files.get('/app.html')?.bytes ?? []).toString('utf8');
  // Nothing is drawn before these have come, so nothing goes ahead of them.
  const first = [
    ...[...page.matchAll(/<script src="(\/[^"]+)"/g)].map(([, file]) => `<${file}>; rel=preload; as=script`),
    ...[...page.matchAll(/<link href="(\/[^"]+)" rel="stylesheet"/g)].map(
      ([, file]) => `<${file}>; rel=preload; as=style`,
    ),
  ];
  const routes = Preloads.parse(JSON.parse(Buffer.from(list.bytes).toString('utf8'))).map(
    ({ path, scripts, styles }) => ({
      path: new RegExp(path),
      links: [
        ...first,
        // Those that stand in the page itself are asked for by it, and in another way.
        ...styles
          .filter((file) => !page.includes(file))
          .map((file) => `</${file}>; rel=preload; as=style; crossorigin`),
        ...scripts.map((file) => `</${file}>; rel=modulepreload`),
      ].join(', '),
    }),
  );
  return (path) => routes.find((route) => route.path.test(path))?.links;
}
