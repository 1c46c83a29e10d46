import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Confinement, confined, findConfinement, findProgram } from './confinement.ts';

const KILL_AFTER_MS = 5000;
const COMPLAINT_KEPT = 4000;

export type ToolRun = {
  tool: 'ffmpeg' | 'ffprobe';
  args: (confinement: Confinement) => string[];
  inputs: string[];
  outFolder?: string;
  signal: AbortSignal;
  withinMs: number;
  maxBytes: number;
  onOut?: (chunk: Buffer) => void;
  onProgress?: (outTimeMs: number) => void;
};

/** `failed`: by what it was given to read, as far as anybody can tell. The complaint is for nobody but the log. */
export type ToolEnd =
  | { how: 'done' }
  | { how: 'missing' | 'stopped' | 'late' | 'no_room' }
  | { how: 'failed'; code: number | null; complaint: string };

/** In a process group of its own: SIGTERM when it should end, SIGKILL when it does not listen. */
export async function runTool(wanted: ToolRun): Promise<ToolEnd> {
  const program = await findProgram(wanted.tool);
  if (!program) return { how: 'missing' };
  const confinement = await findConfinement();
  if (wanted.signal.aborted) return { how: 'stopped' };
  const { inputs, outFolder, withinMs, maxBytes } = wanted;
  const args = wanted.args(confinement);
  const line = confined(confinement, { program, args, inputs, outFolder, withinMs, maxBytes });
  return await watched(line, wanted);
}

function watched([command, ...args]: [string, ...string[]], wanted: ToolRun): Promise<ToolEnd> {
  const { signal, withinMs, onOut, onProgress } = wanted;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
      env: {},
    });
    let complaint = '';
    let stopped: 'stopped' | 'late' | undefined;
    const kill = (name: NodeJS.Signals) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, name);
      } catch {
        // It has ended meanwhile.
      }
    };
    let lastWord: NodeJS.Timeout | undefined;
    const end = (why: 'stopped' | 'late') => {
      if (stopped) return;
      stopped = why;
      kill('SIGTERM');
      lastWord = setTimeout(() => kill('SIGKILL'), KILL_AFTER_MS);
    };
    const endByUs = () => end('stopped');
    const timer = setTimeout(() => end('late'), withinMs);
    signal.addEventListener('abort', endByUs, { once: true });
    child.stdout?.on('data', (chunk: Buffer) => onOut?.(chunk));
    child.stderr?.on('data', (chunk) => {
      complaint = (complaint + chunk).slice(-COMPLAINT_KEPT);
    });
    // The fourth pipe is one that we asked for.
    const progress = child.stdio[3] as Readable | undefined;
    if (progress)
      createInterface({ input: progress }).on('line', (line) => {
        // `out_time_ms` beside it is in microseconds too.
        const micros = /^out_time_us=(\d+)$/.exec(line)?.[1];
        if (micros) onProgress?.(Number(micros) / 1000);
      });
    const over = (how: ToolEnd) => {
      clearTimeout(timer);
      clearTimeout(lastWord);
      signal.removeEventListener('abort', endByUs);
      resolve(how);
    };
    child.once('error', (error) => over({ how: 'failed', code: null, complaint: error.message }));
    child.once('close', (code) => {
      if (stopped) return over({ how: stopped });
      if (code === 0) return over({ how: 'done' });
      over(
        complaint.includes('No space left on device')
          ? { how: 'no_room' }
          : { how: 'failed', code, complaint },
      );
    });
  });
}
