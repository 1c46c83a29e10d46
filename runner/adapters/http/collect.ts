import type { HttpDefinition } from '#shared/catalogue/http-definition.ts';
import { STAGE } from '#shared/russian/runner-text.ts';
import type { Answer, Assignment, Made } from '../adapter.ts';
import { bringResult } from '../bring-result.ts';
import { orGivenUp, paidInVain } from '../paid-in-vain.ts';
import type { Talk } from './talk.ts';
import { valueAt } from './template.ts';

const FILES_MAX = 64;
const TEXT_MAX_CHARS = 200_000;

/** It is done and paid for: what came out is brought here. */
export async function collect(
  assignment: Assignment,
  talk: Talk,
  { json, again }: { json: unknown; again: Answer | undefined },
): Promise<Answer> {
  const { outputs, cost, patienceS } = talk.definition;
  const actual = actualIn(json, cost);
  const text = outputs.text === undefined ? undefined : valueAt(json, outputs.text);
  const files: Made[] = [];
  assignment.progress.at(STAGE.downloading);
  for (const [index, said] of addressesIn(json, outputs).entries()) {
    const url = outputs.as === 'base64' ? asAddress(said) : whole(said, talk.base);
    const wanted = { url, name: `result-${index}`, maxBytes: outputs.maxBytes };
    const came = await bringResult(assignment, wanted);
    if (came.kind === 'made') files.push(came.made);
    // It can be asked for again without paying again.
    else if (came.kind === 'again' && again)
      return orGivenUp(assignment, { patienceS, answer: again, fault: { code: 'result_lost' } });
    else return paidInVain(assignment, { code: 'result_lost' }, actual);
  }
  if (files.length === 0 && typeof text !== 'string')
    return paidInVain(assignment, { code: 'provider_garbled' }, actual);
  return {
    kind: 'done',
    files,
    ...(actual === undefined ? {} : { actual }),
    ...(typeof text === 'string' ? { text: text.slice(0, TEXT_MAX_CHARS) } : {}),
  };
}

/** A sum that no ledger can hold is nonsense, and no reason to lose the result. */
export function actualIn(json: unknown, cost: HttpDefinition['cost']): number | undefined {
  const charged = Number(valueAt(json, cost?.at ?? '/-') ?? Number.NaN);
  const counted = cost && charged >= 0 ? Math.round(charged * cost.millionths) : undefined;
  return Number.isSafeInteger(counted) ? counted : undefined;
}

function addressesIn(json: unknown, { files = [], url }: HttpDefinition['outputs']): string[] {
  for (const place of [files].flat()) {
    const found = [valueAt(json, place)]
      .flat()
      .map((item) => (url === undefined || typeof item === 'string' ? item : valueAt(item, url)))
      .filter((item) => typeof item === 'string');
    if (found.length > 0) return found.slice(0, FILES_MAX);
  }
  return [];
}

function whole(url: string, base: string): string {
  return URL.canParse(url, base) ? new URL(url, base).href : url;
}

/** Some put the beginning of such an address before it. */
function asAddress(base64: string): string {
  return base64.startsWith('data:') ? base64 : `data:;base64,${base64}`;
}
