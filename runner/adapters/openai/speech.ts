import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type OpenAI from 'openai';
import type { SpeechCreateParams } from 'openai/resources/audio/speech';
import { STAGE } from '#shared/russian/runner-text.ts';
import type { Answer, Assignment, Failure } from '../adapter.ts';
import { modelOf, plainParams } from '../named-inputs.ts';
import { paidInVain, priceTaken } from '../paid-in-vain.ts';
import { openFailure } from '../refusals.ts';
import { failureOfSdk } from '../sdk-failure.ts';
import { wavOf } from '../wav.ts';
import { askOnce, judge } from './client.ts';
import { splitText } from './split-text.ts';

const PART_MAX_CHARS = 4096;
/** `pcm` there: 16 bits, one channel. */
const SAMPLE_RATE = 24_000;
const PART_TRIES = 8;
const PART_AGAIN_MS = 5000;

/** A text of any length: in parts that it takes, joined into one recording. */
export async function speak(assignment: Assignment): Promise<Answer> {
  const parts = splitText(assignment.work.text, PART_MAX_CHARS);
  return askOnce(assignment, async (client) => {
    const sounds: Buffer[] = [];
    for (const [index, part] of parts.entries()) {
      assignment.progress.at(STAGE.speaking, index / parts.length);
      const sound = index === 0 ? await say(client, assignment, part) : await sayOn(client, assignment, part);
      if (!Buffer.isBuffer(sound))
        return index === 0 ? sound : brokenOff(assignment, sound, parts.slice(0, index));
      sounds.push(sound);
    }
    const pcm = Buffer.concat(sounds);
    const path = join(assignment.folder, 'result-0');
    await writeFile(path, wavOf(pcm, SAMPLE_RATE));
    const durationMs = Math.round((pcm.length / 2 / SAMPLE_RATE) * 1000);
    const made = { path, kind: 'audio', type: 'audio/wav', width: null, height: null, durationMs } as const;
    return { kind: 'done', files: [made] };
  });
}

async function say(client: OpenAI, assignment: Assignment, input: string): Promise<Buffer | Failure> {
  const params = { ...plainParams(assignment), model: modelOf(assignment), input, response_format: 'pcm' };
  // The parameters were held against the schema of the model, where they have the provider's own names.
  const response = await client.audio.speech.create(params as SpeechCreateParams, {
    signal: assignment.signal,
  });
  const type = response.headers.get('content-type') ?? '';
  const pcm = Buffer.from(await response.arrayBuffer());
  const isSound = /^(audio\/|application\/octet-stream)/.test(type) && pcm.length > 1 && pcm.length % 2 === 0;
  return isSound ? pcm : openFailure('provider_garbled');
}

/** What is paid so far is not thrown away for a moment without answer: a part that surely was not done is asked again. */
async function sayOn(client: OpenAI, assignment: Assignment, input: string): Promise<Buffer | Failure> {
  for (let tries = 1; ; tries++) {
    const said = await say(client, assignment, input).catch((error) => failureOfSdk(error, judge));
    if (Buffer.isBuffer(said)) return said;
    const isUndone = said.sent === 'no' || said.retry === 'snooze';
    if (!isUndone || tries >= PART_TRIES || assignment.signal.aborted) return said;
    await assignment.clock.wait(said.retryAfterMs ?? PART_AGAIN_MS, assignment.signal);
  }
}

/** The parts before are paid. Whether this one is, only the provider's own word tells. */
function brokenOff(assignment: Assignment, failure: Failure, done: string[]): Failure {
  if (failure.sent === 'maybe') return failure;
  const share = done.join('').length / Math.max(1, assignment.work.text.length);
  return paidInVain(assignment, failure.fault, Math.ceil(priceTaken(assignment) * Math.min(1, share)));
}
