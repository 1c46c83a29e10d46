import { HttpDefinition } from '#shared/catalogue/http-definition.ts';
import { judgeAddress } from '#shared/net/judge-address.ts';
import { fail, ok, type Result } from '#shared/result.ts';

/** An address that a provider may have; whoever connects to it judges what its name resolves to. */
export function checkBaseUrl(text: string, allowedOrigins: readonly string[], at: string): Result<undefined> {
  const judged = judgeAddress(text, allowedOrigins);
  if (judged.ok) return ok(undefined);
  if (judged.why === 'private') return fail({ code: 'private_address', origin: new URL(text).origin });
  return fail({ code: 'bad_row', at, why: 'address' });
}

/** What a key was entered for: it goes to no other. */
export function originOf(baseUrl: string | null): string | null {
  return baseUrl !== null && URL.canParse(baseUrl) ? new URL(baseUrl).origin : null;
}

/** The other place where a row shows the key. */
export function uploadOriginOf(definition: unknown): string | null {
  return originOf(HttpDefinition.safeParse(definition).data?.upload?.base ?? null);
}
