import { type Fault, FaultAnswer } from '#shared/fault.ts';
import { fail, ok, type Result } from '#shared/result.ts';

const TIMEOUT_MS = 15_000;

/** One request. What the server answers with is checked by `read`; a network that fails is the fault `unreachable`. */
export async function callServer<T>(
  url: string,
  init: RequestInit,
  read: (body: unknown) => T,
): Promise<Result<T>> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
    const text = await response.text();
    if (response.ok) return ok(read(text === '' ? undefined : JSON.parse(text)));
    return fail(faultOf(text));
  } catch {
    return fail({ code: 'unreachable' });
  }
}

export function json(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', body: unknown): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

/** For answers without a body. */
export function nothing(): undefined {
  return undefined;
}

export function faultOf(text: string): Fault {
  try {
    const answer = FaultAnswer.safeParse(JSON.parse(text));
    return answer.success ? answer.data.fault : { code: 'internal' };
  } catch {
    // Something between us and the server answered in its place.
    return { code: 'unreachable' };
  }
}
