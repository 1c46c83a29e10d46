import { chanceOf } from './chance.ts';

const RATE = 16_000;
const SIGNS_A_SECOND = 15;
const LONGEST_S = 600;
const HEADER_BYTES = 44;

/** Something like a voice, as long as the text takes to say: a syllable for each of its vowels. */
export function drawSpeech(text: string, voice: string): { wav: Buffer; durationMs: number } {
  const seconds = Math.min(LONGEST_S, Math.max(0.6, text.length / SIGNS_A_SECOND));
  const samples = new Int16Array(Math.round(seconds * RATE));
  const chance = chanceOf('speech', text, voice);
  const base = chanceOf('voice', voice).between(95, 220);
  let phase = 0;
  for (let at = 0; at < samples.length; ) {
    const isPause = chance.happens(0.14);
    const length = Math.round(RATE * (isPause ? chance.between(0.1, 0.3) : chance.between(0.12, 0.22)));
    const pitch = base * chance.between(0.85, 1.25);
    const bright = chance.between(0.2, 0.7);
    for (let i = 0; i < length && at + i < samples.length; i++) {
      phase += (2 * Math.PI * pitch * (1 + 0.02 * Math.sin(i / 900))) / RATE;
      const shape = isPause ? 0 : Math.sin((Math.PI * i) / length) ** 0.6;
      const tone = Math.sin(phase) + bright * Math.sin(2 * phase) + 0.3 * bright * Math.sin(5 * phase);
      samples[at + i] = Math.round(6500 * shape * tone);
    }
    at += length;
  }
  return { wav: wavOf(samples), durationMs: Math.round((samples.length / RATE) * 1000) };
}

function wavOf(samples: Int16Array): Buffer {
  const bytes = samples.length * 2;
  const wav = Buffer.alloc(HEADER_BYTES + bytes);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + bytes, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(bytes, 40);
  for (const [i, sample] of samples.entries()) wav.writeInt16LE(sample, HEADER_BYTES + i * 2);
  return wav;
}
