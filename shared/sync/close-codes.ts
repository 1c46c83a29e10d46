/** 4400–4499 are permanent: the client stops. All others are transient: it comes back with back-off. */
export const CLOSE = {
  restart: 1012,
  tryLater: 1013,
  tooBig: 1009,
  badFrame: 4400,
  notSignedIn: 4401,
  forbidden: 4403,
  notFound: 4404,
  tooLarge: 4413,
  misshapen: 4422,
  damagedDocument: 4423,
  tooManySockets: 4429,
  gap: 4500,
} as const;

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

export function isPermanentClose(code: number): boolean {
  return code >= 4400 && code < 4500;
}
