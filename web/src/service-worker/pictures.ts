import { PINNED } from '#lib/media/media-caches.ts';
import { recentMediaHere } from '#lib/media/recent-media.ts';

const recent = recentMediaHere();
/** Grows when what is kept is thrown away: a picture asked for before that is not kept after it. */
let generation = 0;

const KEPT = /^\/media\/([0-9a-f]{64})\/(w320|w640|w1600|poster|peaks)$/;

/** Forms of content that are small enough to keep. Their names are their content: what was had once is right for ever. */
export function isKeptMedia(path: string): boolean {
  return KEPT.test(path);
}

/** `later` holds the worker up for work that the picture does not wait for. */
export async function mediaFor(
  { request, path }: { request: Request; path: string },
  later: (work: Promise<unknown>) => void,
): Promise<Response> {
  const kept = await caches.match(path);
  if (kept) {
    if (recent.isMarkDue(kept)) later(recent.mark(path, kept.clone()).catch(() => {}));
    return kept;
  }
  const asked = generation;
  try {
    const response = await fetch(request);
    if (response.status === 200 && asked === generation && !request.headers.has(PINNED)) {
      const copy = response.clone();
      // A device that is full keeps less, and says nothing: the picture is there.
      later(recent.keep(path, copy).catch(() => {}));
    }
    return response;
  } catch (error) {
    const smaller = await findSmaller(path);
    if (smaller) return smaller;
    throw error;
  }
}

export function forgetMedia(): void {
  generation++;
}

/** Without the net a picture that is not sharp is better than none. */
async function findSmaller(path: string): Promise<Response | undefined> {
  const [, sha256, form] = KEPT.exec(path) ?? [];
  if (form === 'peaks') return undefined;
  for (const other of ['w640', 'w320']) {
    const found = other === form ? undefined : await caches.match(`/media/${sha256}/${other}`);
    if (found) return found;
  }
  return undefined;
}
