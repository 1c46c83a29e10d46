import type { Dialect } from '../wire/dialect.ts';
import type { ServerProcess } from './server-process.ts';

export const systemKeys = ['ours', 'yWebsocket', 'hocuspocus', 'hocuspocusEager', 'bullmq', 'bare'] as const;
export type SystemKey = (typeof systemKeys)[number];

/** A product under test: how to start it on an empty folder. */
export type System = {
  key: SystemKey;
  /** Null when the documents do not survive the process. */
  store: 'file' | null;
  start(dataFolder: string): Promise<RunningSystem>;
};

/** One running server; `restart` keeps the data folder and the port. */
export interface RunningSystem extends AsyncDisposable {
  readonly key: SystemKey;
  readonly store: 'file' | null;
  readonly dataFolder: string;
  readonly dialect: Dialect;
  readonly headers: Record<string, string>;
  readonly process: ServerProcess;
  newProject(): Promise<string>;
  restart(how: 'kill' | 'stop'): Promise<void>;
}
