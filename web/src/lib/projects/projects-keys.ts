import { isPlain } from '#lib/ui/keyboard.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';
import { type ArrowCode, nearestTile } from './nearest-tile.ts';
import type { ProjectsDesk } from './projects-desk.svelte.ts';

const ARROWS: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];

/** Keys of the projects page, by their place on the keyboard. Answers whether the key meant something. */
export function onProjectsKey(desk: ProjectsDesk, event: KeyboardEvent): boolean {
  if (!isPlain(event)) return false;
  if (event.code === 'KeyN') {
    desk.isNaming = true;
    return true;
  }
  if (isArrow(event.code)) return moveFocus(event.code);
  const project = focusedProject(desk);
  if (!project) return false;
  if (event.code === 'F2' && desk.may(project).rename) desk.renaming = project;
  else if (event.code === 'Delete' && desk.may(project).trash) void desk.askToTrash(project);
  else return false;
  return true;
}

function isArrow(code: string): code is ArrowCode {
  return ARROWS.includes(code);
}

function tiles(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-project]')];
}

function focusedProject(desk: ProjectsDesk): ProjectRecord | undefined {
  const focused = document.activeElement;
  const id = focused instanceof HTMLElement ? focused.dataset.project : undefined;
  return desk.shown.find((project) => project.id === id);
}

function moveFocus(code: ArrowCode): boolean {
  const all = tiles();
  const focused = document.activeElement;
  const from = focused instanceof HTMLElement ? all.indexOf(focused) : -1;
  // Without a tile in hand the arrows scroll the page, as everywhere.
  if (from < 0) return false;
  const places = all.map((tile) => {
    const { left, top, width } = tile.getBoundingClientRect();
    return { left, top, width };
  });
  all[nearestTile(places, from, code)]?.focus();
  return true;
}
