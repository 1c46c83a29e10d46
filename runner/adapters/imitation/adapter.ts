import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParameterSchema } from '#shared/catalogue/model.ts';
import { imitatedText, imitatedTranscription } from '#shared/russian/imitation-text.ts';
import { STAGE } from '#shared/russian/runner-text.ts';
import { applyRemark } from '#shared/smart-edit/remark-rules.ts';
import { pictureLibrary } from '../../media/pictures.ts';
import type { Adapter, Answer, Assignment, InputFile, Made } from '../adapter.ts';
import { chanceOf } from './chance.ts';
import { shootFilm } from './film.ts';
import { Lettering } from './lettering.ts';
import { drawPicture, sizeOf } from './picture.ts';
import { drawSpeech } from './sound.ts';
import { troubleOf } from './trouble.ts';

const STEP_MS = 250;
const PICTURES_MAX = 4;
const SLOWEST_S = 120;
/** Nobody else is at work here, so the queue speaks of no provider. */
const STAGE_OF = {
  image: STAGE.drawing,
  video: STAGE.filming,
  speech: STAGE.speaking,
  text: STAGE.writing,
  transcription: STAGE.writing,
} as const;

let lettering: Promise<Lettering> | undefined;

/** A provider on this machine: real files of the right kind and length, that say of themselves what they are. */
export const imitation: Adapter = {
  isLocal: true,
  async run(assignment) {
    assignment.progress.at(STAGE_OF[assignment.model.purpose]);
    await beSlow(assignment);
    return (await troubleOf(assignment)) ?? make(assignment);
  },
};

async function make(assignment: Assignment): Promise<Answer> {
  const { model, work, inputs } = assignment;
  const { text } = work;
  switch (model.purpose) {
    case 'image':
      return { kind: 'done', files: await paint(assignment), actual: 0 };
    case 'video': {
      const film = await shootFilm(assignment, {
        lettering: await letters(),
        seconds: Math.min(30, Math.max(1, Number(parameterOf(assignment, 'seconds') ?? 5))),
        frame: inputOf(assignment, 'first_frame') ?? inputs.find(({ kind }) => kind === 'image'),
        aspect: parameterOf(assignment, 'aspect'),
      });
      return film.ok ? { kind: 'done', files: [film.value], actual: 0 } : failed(film.fault);
    }
    case 'speech': {
      const { wav, durationMs } = drawSpeech(text, String(work.params.voice ?? ''));
      const path = join(assignment.folder, 'speech.wav');
      await writeFile(path, wav);
      const made: Made = { path, kind: 'audio', type: 'audio/wav', width: null, height: null, durationMs };
      return { kind: 'done', files: [made], actual: 0 };
    }
    case 'text':
      if (assignment.edit)
        return { kind: 'done', files: [], text: JSON.stringify(applyRemark(assignment.edit)), actual: 0 };
      return {
        kind: 'done',
        files: [],
        text: imitatedText(text, chanceOf('text', text, seedOf(assignment)).pick),
        actual: 0,
      };
    case 'transcription': {
      const chance = chanceOf('transcription', ...inputs.map(({ sha256 }) => sha256), text);
      return {
        kind: 'done',
        files: [],
        text: imitatedTranscription(chance.pick, chance.whole(3, 7)),
        actual: 0,
      };
    }
  }
}

async function paint(assignment: Assignment): Promise<Made[]> {
  const { work, progress, folder, signal } = assignment;
  const sharp = await pictureLibrary();
  const size = sizeOf(parameterOf(assignment, 'aspect'));
  const count = Math.min(
    PICTURES_MAX,
    Math.max(1, Math.round(Number(parameterOf(assignment, 'count') ?? 1)) || 1),
  );
  const seed = seedOf(assignment);
  const files: Made[] = [];
  for (let i = 0; i < count; i++) {
    signal.throwIfAborted();
    progress.at(STAGE.drawing, i / count);
    const named = count > 1 ? `${seed}-${i + 1}` : seed;
    const svg = drawPicture(await letters(), { prompt: work.text, seed: named, size });
    const path = join(folder, `picture-${i}.png`);
    await sharp(Buffer.from(svg)).png().toFile(path);
    files.push({ path, kind: 'image', type: 'image/png', ...size, durationMs: null });
  }
  return files;
}

/** The seed that was asked for; otherwise every prompt record has its own. */
function seedOf(assignment: Assignment): string {
  const seed = parameterOf(assignment, 'seed');
  if (seed !== undefined && seed !== null && seed !== '') return String(seed);
  return String(createHash('sha256').update(assignment.work.take).digest().readUInt32BE(0) % 1_000_000);
}

type Role = NonNullable<ParameterSchema['x-role']>;

/** By the role that the model's schema gives a parameter, whatever its name. */
function parameterOf({ model, work }: Assignment, role: Role): unknown {
  const found = Object.entries(model.schema.properties).find(([, schema]) => schema['x-role'] === role);
  return found ? (work.params[found[0]] ?? found[1].default) : work.params[role];
}

function inputOf(assignment: Assignment, role: Role): InputFile | undefined {
  const asset = parameterOf(assignment, role);
  return assignment.inputs.find((input) => input.asset === asset);
}

function letters(): Promise<Lettering> {
  lettering ??= Lettering.load();
  return lettering;
}

async function beSlow({ work, model, progress, clock, signal }: Assignment): Promise<void> {
  const seconds = Math.min(SLOWEST_S, Math.max(0, Number(work.params.slownessS ?? 0) || 0));
  const startedAtMs = clock.nowMs();
  for (;;) {
    signal.throwIfAborted();
    const passedMs = clock.nowMs() - startedAtMs;
    if (passedMs >= seconds * 1000) return;
    progress.at(STAGE_OF[model.purpose], passedMs / (seconds * 1000));
    await clock.wait(Math.min(STEP_MS, seconds * 1000 - passedMs), signal);
  }
}

function failed(fault: Extract<Answer, { kind: 'failed' }>['fault']): Answer {
  const retry = fault.code === 'tool_missing' ? 'never' : 'retry';
  return { kind: 'failed', sent: 'yes', actual: 0, fault, retry };
}
