import * as z from 'zod/mini';

const KEY = 'raskadr.projects';

const ListView = z.object({
  shape: z.catch(z.enum(['tiles', 'rows']), 'tiles'),
  order: z.catch(z.enum(['edited', 'name']), 'edited'),
});
export type ListView = z.infer<typeof ListView>;

/** How this browser shows the list; a matter of the eye, so it stays on the device. */
export function loadListView(): ListView {
  try {
    return ListView.parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return ListView.parse({});
  }
}

export function storeListView(view: ListView): void {
  localStorage.setItem(KEY, JSON.stringify(view));
}
