import { FontFile } from './font-file.ts';

const FILES = [
  '@fontsource/pt-sans/files/pt-sans-latin-700-normal.woff',
  '@fontsource/pt-sans/files/pt-sans-cyrillic-700-normal.woff',
  '@fontsource/pt-sans/files/pt-sans-cyrillic-ext-700-normal.woff',
  '@fontsource/pt-sans/files/pt-sans-latin-ext-700-normal.woff',
];
const UNKNOWN = '?';

/** Text as SVG paths. */
export class Lettering {
  readonly #fonts: FontFile[];

  private constructor(fonts: FontFile[]) {
    this.#fonts = fonts;
  }

  static async load(): Promise<Lettering> {
    return new Lettering(await Promise.all(FILES.map((file) => FontFile.read(file))));
  }

  widthOf(text: string, size: number): number {
    return this.#glyphs(text, size).reduce((sum, { advance }) => sum + advance, 0);
  }

  /** One line from its left end on the base line. */
  draw(text: string, { x, y, size, fill }: { x: number; y: number; size: number; fill: string }): string {
    let at = x;
    const paths = this.#glyphs(text, size).map(({ path, advance, scale }) => {
      const placed = path
        ? `<path transform="translate(${at.toFixed(1)} ${y.toFixed(1)}) scale(${scale.toFixed(5)})" d="${path}"/>`
        : '';
      at += advance;
      return placed;
    });
    return `<g fill="${fill}">${paths.join('')}</g>`;
  }

  /** Lines no wider than that; what does not fit into `lines` of them ends with a mark of it. */
  wrap(text: string, { width, size, lines }: { width: number; size: number; lines: number }): string[] {
    const wrapped: string[] = [];
    let line = '';
    for (const word of text.split(/\s+/).filter(Boolean)) {
      for (const piece of this.#pieces(word, { width, size })) {
        const longer = line ? `${line} ${piece}` : piece;
        if (this.widthOf(longer, size) <= width) line = longer;
        else {
          if (line) wrapped.push(line);
          line = piece;
        }
        if (wrapped.length > lines) break;
      }
    }
    if (line) wrapped.push(line);
    if (wrapped.length <= lines) return wrapped;
    const last = wrapped[lines - 1] ?? '';
    return [...wrapped.slice(0, lines - 1), `${last.slice(0, Math.max(1, last.length - 2))}…`];
  }

  /** A word wider than the line is broken where the line ends. */
  #pieces(word: string, { width, size }: { width: number; size: number }): string[] {
    const pieces = [''];
    for (const sign of word) {
      const longer = `${pieces.at(-1)}${sign}`;
      if (this.widthOf(longer, size) <= width) pieces[pieces.length - 1] = longer;
      else pieces.push(sign);
    }
    return pieces.filter(Boolean);
  }

  #glyphs(text: string, size: number): { path: string; advance: number; scale: number }[] {
    return [...text].map((sign) => {
      for (const wanted of [sign, UNKNOWN]) {
        const code = wanted.codePointAt(0) ?? 0;
        for (const font of this.#fonts) {
          const glyph = font.glyph(code);
          if (!glyph) continue;
          const scale = size / font.unitsPerEm;
          return { path: glyph.path, advance: glyph.advance * scale, scale };
        }
      }
      return { path: '', advance: size * 0.5, scale: 1 };
    });
  }
}
