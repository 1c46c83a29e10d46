import type { Fault } from '#shared/fault.ts';
import type { ProjectId } from '#shared/ids.ts';
import type { ProjectRecord } from '#shared/projects/project-record.ts';
import type { Result } from '#shared/result.ts';
import { freeName } from './free-name.ts';
import { fetchMergeTargets, type ImportInto, importProject } from './project-files.ts';
import { type ProjectFile, readProjectFile } from './read-project-file.ts';

type Target = { project: ProjectRecord; owners: string[] };

/** One file that somebody wants to bring in: what it holds, where it may go, how far it has got. */
export class ImportDesk {
  readonly #file: File;
  readonly #leaving = new AbortController();
  holds = $state.raw<ProjectFile>();
  /** The copies of its project that this person may write to; nothing while nobody has been asked. */
  targets = $state.raw<Target[]>();
  /** The project that takes the file in, or nothing for one of its own. */
  into = $state<ProjectId>();
  name = $state('');
  /** How much is sent, from 0 to 1; nothing before. */
  share = $state<number>();
  fault = $state.raw<Fault>();

  constructor(file: File) {
    this.#file = file;
  }

  get hasLeft(): boolean {
    return this.#leaving.signal.aborted;
  }

  /** `known` are the projects of this device. */
  async look(known: () => ProjectRecord[]): Promise<void> {
    const read = await readProjectFile(this.#file);
    if (!read.ok) {
      this.fault = read.fault;
      return;
    }
    this.name = freeName(
      read.value.name,
      known().map(({ name }) => name),
    );
    this.holds = read.value;
    const found = await fetchMergeTargets(read.value.index);
    if (!found.ok) this.fault = found.fault;
    this.targets = (found.ok ? found.value : []).flatMap(({ id, owners }) => {
      const project = known().find((record) => record.id === id);
      return project ? [{ project, owners }] : [];
    });
  }

  /** Nothing when the person has left meanwhile. */
  async send(): Promise<Result<{ id: ProjectId; name: string }> | undefined> {
    this.share = 0;
    this.fault = undefined;
    const into: ImportInto = this.into
      ? { mode: 'merge', project: this.into }
      : { mode: 'copy', name: this.name };
    const answer = await importProject(this.#file, into, {
      onProgress: (done) => (this.share = done),
      signal: this.#leaving.signal,
    });
    this.share = undefined;
    if (this.hasLeft) return undefined;
    if (!answer.ok) this.fault = answer.fault;
    return answer;
  }

  leave(): void {
    this.#leaving.abort();
  }
}
