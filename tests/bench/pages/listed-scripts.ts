import { z } from 'zod';

const Listed = z.object({
  files: z.array(z.string()),
  pages: z.array(z.tuple([z.string(), z.array(z.number())])),
});

/** The code that a page asks for before it stands: what the build has written into it. */
export async function listedScripts(url: string): Promise<string[]> {
  const page = await (await fetch(url)).text();
  const { files, pages } = Listed.parse(JSON.parse(/id="files">(.*?)<\/script>/.exec(page)?.[1] ?? ''));
  const { pathname } = new URL(url);
  const [, places] = pages.find(([path]) => new RegExp(path).test(pathname)) ?? [];
  return (places ?? []).flatMap((place) => files[place] ?? []).filter((file) => file.endsWith('.js'));
}
