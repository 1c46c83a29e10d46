import type { Purpose } from '#shared/catalogue/model.ts';
import type { Adapter, Answer, Assignment } from '../adapter.ts';
import { unaskable } from '../refusals.ts';
import { makeImages } from './images.ts';
import { speak } from './speech.ts';
import { writeText } from './text.ts';
import { transcribe } from './transcription.ts';

/** OpenAI, and whoever speaks as it does: LM Studio, Ollama, OpenRouter. Its answer is the result; it has no tasks. */
export const openai: Adapter = { isLocal: false, run };

const BY_PURPOSE: Partial<Record<Purpose, (assignment: Assignment) => Promise<Answer>>> = {
  image: makeImages,
  text: writeText,
  speech: speak,
  transcription: transcribe,
};

async function run(assignment: Assignment): Promise<Answer> {
  const make = BY_PURPOSE[assignment.model.purpose];
  return make ? make(assignment) : unaskable(assignment.model.purpose);
}
