import { readShotLines } from './read-shot-lines.ts';
import { noted, rowOf, type ShotRow, titleOf } from './shot-row.ts';

const PLACE = String.raw`(?:инт|нат|экст|интерьер|натура|пав|павильон|int|ext|est|i\/e)`;
/** «ИНТ. КУХНЯ — НОЧЬ», «12. INT./EXT. CAR - DAY», «1-3 НАТ ДВОР». */
const SCENE = new RegExp(
  String.raw`^(?:(?:сцена|scene)\s*)?(?:\d+[а-яa-z]?(?:[-–]\d+)?[.):]?\s*)?${PLACE}(?:\.?\s*\/\s*${PLACE})?(?:\.|\s)\s*\S`,
  'iu',
);
const CUT =
  /^(?:>.*[^<]|(?:[\p{Lu}\s]+ )?(?:CUT|DISSOLVE|FADE|SMASH CUT|MATCH CUT) (?:TO|IN|OUT)[:.]?|FADE (?:IN|OUT)[:.]?|(?:ИЗ )?ЗТМ[:.]?|ЗАТЕМНЕНИЕ[:.]?|ТИТРЫ[:.]?|СМЕНА ПЛАНА[:.]?|СКЛЕЙКА[:.]?|КОНЕЦ[:.]?|THE END[:.]?)$/u;
const TITLE_PAGE =
  /^(?:title|credit|authors?|source|draft date|date|contact|copyright|notes|название|автор[ыа]?|сценарий|дата|контакты)\s*:/iu;
const NUMBER = /\s*#[\p{L}\d.-]+#\s*$/u;

/** A text with places of scenes in it, each on a line of its own. */
export function isScreenplay(text: string): boolean {
  return text.split('\n').some((line) => isScene(line.trim()));
}

/** Half of the letters capital at least: «Нат. размер» in a sentence is no scene. */
function isScene(line: string): boolean {
  if (line.length > 200 || !SCENE.test(line)) return false;
  const letters = line.match(/\p{L}/gu) ?? [];
  const capitals = letters.filter((letter) => letter !== letter.toLowerCase());
  return capitals.length * 2 >= letters.length || /^[^.]*\b(?:int|ext)\./iu.test(line);
}

type Block = { kind: 'scene' | 'action' | 'speech'; text: string };

/** A paragraph of what is seen is a shot; what is said goes into the note of the shot it is said in. */
export function readScreenplay(text: string): ShotRow[] {
  const rows: ShotRow[] = [];
  let scene = '';
  let isFresh = true;
  const closeScene = () => {
    // A scene of which nothing is told is a shot itself.
    if (scene !== '' && isFresh) rows.push(rowOf({ title: titleOf(scene) }));
  };
  for (const block of blocksOf(text)) {
    const last = rows.at(-1);
    if (block.kind === 'scene') {
      closeScene();
      scene = block.text;
      isFresh = true;
    } else if (block.kind === 'speech' && last && !isFresh) {
      rows[rows.length - 1] = noted(last, block.text);
    } else {
      rows.push(shotOf(block.text, scene));
      isFresh = false;
    }
  }
  closeScene();
  return rows;
}

function shotOf(text: string, scene: string): ShotRow {
  const line = text.replace(/\s*\n\s*/g, ' ');
  const [read] = readShotLines(line);
  const body = read?.title ?? line;
  const title = titleOf(body);
  const isWhole = body.replace(/[.;,:]$/u, '') === title;
  return rowOf({ title, note: isWhole ? scene : joined(scene, line), planS: read?.planS ?? null });
}

function joined(first: string, second: string): string {
  return first === '' ? second : `${first}\n${second}`;
}

function blocksOf(text: string): Block[] {
  const lines = withoutRemarks(text)
    .split('\n')
    .map((line) => line.trim());
  const body = withoutTitlePage(lines);
  const isAiry = body.filter((line) => line === '').length >= body.filter(isScene).length;
  const blocks: Block[] = [];
  let open: string[] = [];
  const close = () => {
    const block = blockOf(open);
    if (block) blocks.push(block);
    open = [];
  };
  for (const line of body) {
    const isHead = isScene(line) || (/^\.[^.\s]/.test(line) && line.length < 200);
    if (isHead) {
      close();
      blocks.push({ kind: 'scene', text: line.replace(/^\./, '').replace(NUMBER, '').trim() });
    } else if (line === '') close();
    else if (/^(?:#|={1,2}\s|===|~)/.test(line) || (line.length < 80 && CUT.test(line))) close();
    else {
      // Copied from an office a text has a line for each paragraph, and a name goes on in the next one.
      if (!isAiry && !(open.length > 0 && isCue(open[0] ?? '') && open.length < (isAside(open[1]) ? 3 : 2)))
        close();
      open.push(line);
    }
  }
  close();
  return blocks;
}

function blockOf(lines: string[]): Block | undefined {
  const [first = '', ...others] = lines;
  if (first === '') return undefined;
  if (others.length > 0 && isCue(first)) {
    const name = first.replace(/^@/, '').replace(/\s*\^$/, '');
    return { kind: 'speech', text: `${name}: ${others.join(' ')}` };
  }
  return { kind: 'action', text: lines.join('\n').replace(/^!/, '') };
}

/** The name of who speaks: capitals, short, and no sentence. */
function isCue(line: string): boolean {
  if (line.startsWith('@')) return true;
  if (line.length > 100) return false;
  const name = line
    .replace(/\([^)]*\)/g, '')
    .replace(/\^$/, '')
    .trim();
  return (
    name.length > 1 &&
    name.length <= 40 &&
    /\p{Lu}/u.test(name) &&
    !/\p{Ll}/u.test(name) &&
    !/[.!?…:;,]$/u.test(name)
  );
}

function isAside(line: string | undefined): boolean {
  return line?.startsWith('(') === true;
}

function withoutRemarks(text: string): string {
  return without(without(text, '/*', '*/'), '[[', ']]');
}

/** Marks that are opened and never closed are text. */
function without(text: string, open: string, close: string): string {
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const begin = text.indexOf(open, from);
    const end = begin < 0 ? -1 : text.indexOf(close, begin + open.length);
    if (end < 0) return kept.join('') + text.slice(from);
    kept.push(text.slice(from, begin));
    from = end + close.length;
  }
}

function withoutTitlePage(lines: string[]): string[] {
  const begin = lines.findIndex((line) => line !== '');
  if (begin < 0 || !TITLE_PAGE.test(lines[begin] ?? '')) return lines;
  const end = lines.findIndex((line, n) => n > begin && line === '');
  return end < 0 ? lines : lines.slice(end);
}
