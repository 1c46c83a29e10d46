import { sniff } from '../media/sniff.ts';
import { BoundedBytes, type ByteSource, guessedText } from './byte-source.ts';
import type { FoundPrompt } from './found-prompt.ts';
import { type FoundText, TEXT_MAX_BYTES } from './found-text.ts';
import { jpegTexts } from './jpeg-texts.ts';
import { matroskaTexts } from './matroska-texts.ts';
import { mp4Texts } from './mp4-texts.ts';
import { pngTexts } from './png-texts.ts';
import { recognise, recogniseSidecar } from './recognise.ts';
import { webpTexts } from './webp-texts.ts';

const HEAD_BYTES = 64;

const READERS: Record<string, (file: BoundedBytes) => Promise<FoundText[]>> = {
  'image/png': pngTexts,
  'image/jpeg': jpegTexts,
  'image/webp': webpTexts,
  'video/mp4': mp4Texts,
  'video/quicktime': mp4Texts,
  'audio/mp4': mp4Texts,
  'video/webm': matroskaTexts,
  'video/x-matroska': matroskaTexts,
};

/**
 * The prompt that stands in a file, or beside it. Nothing when there is none that anybody knows: a file that is damaged, or lies
 * about its lengths, says nothing and stops nothing.
 */
export async function readPrompt(file: ByteSource, sidecar?: ByteSource): Promise<FoundPrompt | undefined> {
  return (await within(() => inFile(file))) ?? (sidecar && (await within(() => inSidecar(sidecar))));
}

async function inFile(source: ByteSource): Promise<FoundPrompt | undefined> {
  const file = new BoundedBytes(source);
  const head = await file.take(0, Math.min(HEAD_BYTES, file.sizeBytes));
  const type = head && sniff(head)?.type;
  const reader = type === undefined ? undefined : READERS[type];
  return reader && recognise(await reader(file));
}

async function inSidecar(source: ByteSource): Promise<FoundPrompt | undefined> {
  if (source.sizeBytes > TEXT_MAX_BYTES) return undefined;
  return recogniseSidecar(guessedText(await source.read(0, source.sizeBytes)));
}

/** A file that cannot be read any more is told of by whoever copies it. */
async function within(read: () => Promise<FoundPrompt | undefined>): Promise<FoundPrompt | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
