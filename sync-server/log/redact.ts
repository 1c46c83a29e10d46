const MASK = '[secret]';
const DEPTH_MAX = 4;
const ITEMS_MAX = 50;
const TEXT_MAX_CHARS = 4000;

const SECRET_KEY =
  /pass(word|phrase|wd)|secret|token|authorization|cookie|api[-_]?key|credential|private[-_]?key|setup[-_]?code/i;

/** What a secret looks like inside a text, and what of it may stay. */
const SECRET_TEXTS: [RegExp, string][] = [
  // Session tokens `id.secret`.
  [/[\w-]{22}\.[\w-]{43}/g, MASK],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${MASK}`],
  [/\b((?:set-)?cookie\s*[:=]\s*)[^\r\n]+/gi, `$1${MASK}`],
  [/\b((?:__Host-)?rs=)[^\s;,"']+/g, `$1${MASK}`],
  [/(\/setup#)[^\s"'<>]+/g, `$1${MASK}`],
  [/(\/(?:r|api\/review)\/)[^\s/?#"'<>]+/g, `$1${MASK}`],
  [
    /([?&#](?:[\w-]*(?:token|key|secret|password|signature|credential)|code|sig)=)[^\s&#"'<>]+/gi,
    `$1${MASK}`,
  ],
  [/("[\w-]*(?:password|secret|token|api_?key|code)"\s*:\s*)"(?:[^"\\]|\\.)*"?/gi, `$1"${MASK}"`],
  [/(\/\/)[^\s/@:]+:[^\s/@]+@/g, `$1${MASK}@`],
  // Keys of the providers and of Telegram.
  [/\b(?:sk|rk|pk|key|r8|xi|hg|fal)[-_][\w-]{16,}/g, MASK],
  [/\bAIza[\w-]{20,}/g, MASK],
  [/\b\d{6,12}:[\w-]{30,}/g, MASK],
];

/** One word of random base64url: setup codes and review tokens have 22 characters, secrets 40 and more. */
const RANDOM_WORD = /(?<![\w-])(?:[\w-]{22}|[\w-]{40,})(?![\w-])/g;

/** Makes a copy of log details without secrets: by the name of the key, by their look, and by their exact value. */
export function createRedactor(secrets: string[] = []) {
  const known = secrets.filter((secret) => secret.length >= 8);

  function redactText(text: string): string {
    let clean = text.length > TEXT_MAX_CHARS ? `${text.slice(0, TEXT_MAX_CHARS)}…` : text;
    for (const secret of known) clean = clean.replaceAll(secret, MASK);
    for (const [look, replacement] of SECRET_TEXTS) clean = clean.replace(look, replacement);
    return clean.replace(RANDOM_WORD, (word) => (isMixed(word) ? MASK : word));
  }

  function redact(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return redactText(value);
    if (typeof value === 'bigint') return String(value);
    if (value instanceof Error) return redactText(value.stack ?? value.message);
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= DEPTH_MAX) return '…';
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => redact(item, depth + 1));
    return redactObject(value, depth);
  }

  function redactObject(value: object, depth = 0): Record<string, unknown> {
    const pairs = Object.entries(value).slice(0, ITEMS_MAX);
    return Object.fromEntries(
      pairs.map(([key, item]) => [
        redactText(key),
        SECRET_KEY.test(key) && item !== undefined ? MASK : redact(item, depth + 1),
      ]),
    );
  }

  return redactObject;
}

/** Words of a language and hashes in hex are not mixed like that. */
function isMixed(word: string): boolean {
  return /[a-z]/.test(word) && /[A-Z]/.test(word) && /[\d_-]/.test(word);
}
