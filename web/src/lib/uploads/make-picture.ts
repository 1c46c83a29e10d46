import type { AssetKind } from '#shared/assets/asset-kind.ts';

const WIDTH_PX = 320;
/** A picture larger than this is not taken apart for a small one: a phone would run out of memory. */
const IMAGE_MAX_BYTES = 80 * 1024 ** 2;
const VIDEO_TIMEOUT_MS = 8000;
const QUALITY = 0.8;

/** A small picture of a file, made here: it stands for the shot till the server has its own. */
export async function makePicture(file: Blob, kind: AssetKind): Promise<Blob | undefined> {
  try {
    if (kind === 'image' && file.size <= IMAGE_MAX_BYTES) return await pictureOfImage(file);
    if (kind === 'video') return await pictureOfVideo(file);
  } catch {
    // Damaged, or of a kind that this browser cannot read: the server may know better.
  }
  return undefined;
}

async function pictureOfImage(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { resizeWidth: WIDTH_PX, resizeQuality: 'medium' });
  try {
    return await encode(bitmap, bitmap);
  } finally {
    bitmap.close();
  }
}

async function pictureOfVideo(file: Blob): Promise<Blob> {
  const url = URL.createObjectURL(file);
  const video = document.createElement('video');
  const until = { signal: AbortSignal.timeout(VIDEO_TIMEOUT_MS) };
  try {
    video.muted = true;
    video.preload = 'auto';
    video.src = url;
    await heard(video, 'loadeddata', until);
    // The very first frame of a film is often black.
    video.currentTime = Math.min(0.1, (video.duration || 0) / 2);
    await heard(video, 'seeked', until);
    const height = Math.round((WIDTH_PX * video.videoHeight) / video.videoWidth);
    return await encode(video, { width: WIDTH_PX, height });
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}

function heard(video: HTMLVideoElement, name: string, { signal }: { signal: AbortSignal }): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(name, () => resolve(), { once: true });
    video.addEventListener('error', () => reject(new Error('no film')), { once: true });
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function encode(
  from: CanvasImageSource,
  { width, height }: { width: number; height: number },
): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.drawImage(from, 0, 0, width, height);
  return await canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
}
