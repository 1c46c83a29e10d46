import { withPointer } from '#lib/ui/with-pointer.ts';
import type { BoardDesk } from './board-desk.svelte.ts';

export function dragLater(desk: BoardDesk): ReturnType<typeof withPointer> {
  return withPointer(async () => {
    const { dragShots } = await import('./drag-shots.ts');
    return (list) => dragShots(desk, list);
  });
}
