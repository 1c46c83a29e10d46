import type { JobId } from '#shared/jobs/job.ts';
import { STAGE } from '#shared/russian/runner-text.ts';
import type { Mask } from './mask-secrets.ts';
import type { ServerClient } from './server-client.ts';

const EVERY_MS = 1000;
const LINES_MAX = 100;
const LINE_MAX_CHARS = 2000;

/** Where a job stands, told to the server once a second at most. Whatever is lost here is only a picture. */
export class Progress implements Disposable {
  readonly #client: ServerClient;
  readonly #job: JobId;
  readonly #fence: number;
  readonly #mask: Mask;
  #stage: string | undefined;
  /** The log says once what the queue shows all the while. */
  #logged: string | undefined;
  #progress: number | null | undefined;
  #lines: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(client: ServerClient, { job, fence, mask }: { job: JobId; fence: number; mask: Mask }) {
    this.#client = client;
    this.#job = job;
    this.#fence = fence;
    this.#mask = mask;
  }

  at(stage: string, progress: number | null = null): void {
    this.#stage = stage.slice(0, 200);
    this.#progress = progress === null ? null : Math.min(1, Math.max(0, progress));
    // A long work is polled a hundred times, and each poll says only that it goes on.
    if (stage !== this.#logged && stage !== STAGE.atProvider) this.line(stage);
    else this.#soon();
    this.#logged = stage;
  }

  line(text: string): void {
    if (this.#lines.length < LINES_MAX) this.#lines.push(this.#mask(text).slice(0, LINE_MAX_CHARS));
    this.#soon();
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #soon(): void {
    if (this.#timer || this.#isOver) return;
    void this.#tell();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#stage !== undefined || this.#lines.length > 0) this.#soon();
    }, EVERY_MS);
  }

  async #tell(): Promise<void> {
    const [stage, progress, lines] = [this.#stage, this.#progress, this.#lines];
    this.#stage = undefined;
    this.#progress = undefined;
    this.#lines = [];
    await this.#client.events(this.#job, {
      fence: this.#fence,
      ...(stage === undefined ? {} : { stage }),
      ...(progress === undefined ? {} : { progress }),
      ...(lines.length > 0 ? { lines } : {}),
    });
  }
}
