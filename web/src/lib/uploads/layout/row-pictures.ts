import { SvelteMap } from 'svelte/reactivity';
import { makePicture } from '../make-picture.ts';
import type { SortedFile } from '../sort-files.ts';

/** So many are drawn at once: each holds a whole picture in memory. */
const AT_ONCE = 2;

/** Small pictures of the files that are looked at, drawn here, those seen last first. */
export class RowPictures {
  readonly urls = new SvelteMap<SortedFile, string>();
  readonly #asked = new Set<SortedFile>();
  #waiting: SortedFile[] = [];
  #drawing = 0;
  #isClosed = false;

  /** For the row of a file: asks for its picture as soon as it is in sight. */
  watch(file: SortedFile): (row: Element) => () => void {
    return (row) => {
      const observer = new IntersectionObserver(
        ([entry]) => {
          if (!entry?.isIntersecting) return;
          observer.disconnect();
          this.#ask(file);
        },
        { rootMargin: '200px' },
      );
      observer.observe(row);
      return () => observer.disconnect();
    };
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    for (const url of this.urls.values()) URL.revokeObjectURL(url);
  }

  #ask(file: SortedFile): void {
    if (this.#asked.has(file)) return;
    this.#asked.add(file);
    this.#waiting.push(file);
    if (this.#drawing < AT_ONCE) void this.#draw();
  }

  async #draw(): Promise<void> {
    this.#drawing++;
    for (let file = this.#waiting.pop(); file && !this.#isClosed; file = this.#waiting.pop()) {
      const picture = await makePicture(file.file, file.kind);
      if (picture && !this.#isClosed) this.urls.set(file, URL.createObjectURL(picture));
    }
    this.#drawing--;
  }
}
