import { z } from 'zod';
import type { PageFile } from './page-files.ts';

const LIST = '/_app/preloads.json';

const Preloads = z.array(
  z.object({ path: z.string(), scripts: z.array(z.string()), styles: z.array(z.string()) }),
);

type LinksOf = (path: string) => string | undefined;

/**
 * What the page of an address needs, as a `Link` header: the browser fetches it together with the page, not one
 * after the other as each file names the next. The build writes the list (`web/route-preloads.ts`).
 */
export function readPreloads(files: Map<string, PageFile>): LinksOf {
  const list = files.get(LIST);
  if (!list) return () => undefined;
  const routes = Preloads.parse(JSON.parse(Buffer.from(list.bytes).toString('utf8'))).map(
    ({ path, scripts, styles }) => ({
      path: new RegExp(path),
      links: [
        ...styles.map((file) => `</${file}>; rel=preload; as=style`),
        ...scripts.map((file) => `</${file}>; rel=modulepreload`),
      ].join(', '),
    }),
  );
  return (path) => routes.find((route) => route.path.test(path))?.links;
}
