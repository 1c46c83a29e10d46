import { z } from 'zod';

const KEY = 'raskadr.projects';

const ListView = z.object({
  shape: z.enum(['tiles', 'rows']).catch('tiles'),
  order: z.enum(['edited', 'name']).catch('edited'),
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
