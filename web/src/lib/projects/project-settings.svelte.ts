import * as z from 'zod/mini';
import type { OpenDoc } from '#lib/sync/engine.ts';
import { listShots, type NumberedShot, readMeta, renameProject } from '#shared/documents/index-doc.ts';
import { cleanTitle } from '#shared/documents/plain-text.ts';
import { changeSettings, ProjectSettings, readSettings } from '#shared/documents/project-settings.ts';

/** What holds for a whole film, as its index document says; edits go the way of all edits, offline too. */
export class ProjectSettingsDesk {
  name = $state('');
  settings = $state.raw<ProjectSettings>(ProjectSettings.parse({}));
  /** The first shot, for an example of a file's name. */
  example = $state.raw<NumberedShot>();
  state = $state<ReturnType<OpenDoc['state']>>('loading');
  readonly #open: OpenDoc;
  readonly #cleanups: (() => void)[] = [];

  constructor(open: OpenDoc) {
    this.#open = open;
    const meta = open.doc.getMap('meta');
    const read = () => this.#read();
    meta.observe(read);
    this.#cleanups.push(
      () => meta.unobserve(read),
      open.subscribe(() => {
        if (this.state !== open.state()) this.#read();
        this.state = open.state();
      }),
    );
    this.state = open.state();
    this.#read();
  }

  #read(): void {
    const { doc } = this.#open;
    this.name = readMeta(doc).name;
    this.settings = readSettings(doc);
    this.example = listShots(doc)[0];
  }

  rename(name: string): void {
    const title = cleanTitle(name);
    if (title !== '' && title !== this.name) renameProject(this.#open.doc, title);
  }

  change(changed: Partial<ProjectSettings>): void {
    const parsed = z.partial(ProjectSettings).safeParse(changed);
    if (parsed.success) changeSettings(this.#open.doc, changed);
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    await this.#open.close();
  }
}
