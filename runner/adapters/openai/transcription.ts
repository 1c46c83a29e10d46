import { openAsBlob } from 'node:fs';
import type { TranscriptionCreateParamsNonStreaming } from 'openai/resources/audio/transcriptions';
import * as z from 'zod/mini';
import type { Answer, Assignment, InputFile } from '../adapter.ts';
import { modelOf, plainParams } from '../named-inputs.ts';
import { openFailure, unaskable } from '../refusals.ts';
import { askOnce } from './client.ts';

const RECORDING_MAX_BYTES = 25 * 1024 ** 2;
const TEXT_MAX_CHARS = 200_000;

const Transcription = z.object({ text: z.string() });

/** It goes by the name of the file. */
const EXTENSION: Record<string, string> = {
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'audio/flac': 'flac',
  'audio/mp4': 'm4a',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
};

/** The words of a recording. */
export async function transcribe(assignment: Assignment): Promise<Answer> {
  const recording = assignment.inputs.find(({ kind }) => kind === 'audio');
  const extension = recording && EXTENSION[recording.type];
  if (!recording || !extension || recording.sizeBytes > RECORDING_MAX_BYTES) return unfit(recording);
  const { path, type } = recording;
  const file = new File([await openAsBlob(path, { type })], `recording.${extension}`, { type });
  const params = { ...plainParams(assignment), model: modelOf(assignment), response_format: 'json', file };
  return askOnce(assignment, async (client) => {
    const { signal } = assignment;
    const said: unknown = await client.audio.transcriptions.create(
      // The parameters were held against the schema of the model, where they have the provider's own names.
      params as TranscriptionCreateParamsNonStreaming,
      { signal },
    );
    const { data: words } = Transcription.safeParse(said);
    if (!words) return openFailure('provider_garbled');
    return { kind: 'done', files: [], text: words.text.slice(0, TEXT_MAX_CHARS) };
  });
}

/** Known before anything is sent. */
function unfit(recording: InputFile | undefined): Answer {
  return unaskable(recording ? `${recording.type}, ${Math.ceil(recording.sizeBytes / 1024 ** 2)} MB` : '');
}
