import ts from 'typescript';
import type { Problem } from './problem.ts';
import type { SourceFile } from './source-file.ts';

type Report = (node: ts.Node, rule: string, message: string) => void;
type Visit = (node: ts.Node, report: Report) => void;

const MAX_SLEEP_MS = 100;
const IMPURE = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.getRandomValues',
  'crypto.randomUUID',
]);
const IMPURE_CALLS = new Set(['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']);
const TESTERS = new Set(['test', 'it', 'describe', 'suite', 'bench']);
const LEFT_OUT = new Set(['skip', 'only', 'todo', 'fails', 'skipIf', 'runIf']);

/** Rules that need the syntax tree, so that a comment or a text never looks like code. */
export function syntaxRules(source: SourceFile): Problem[] {
  if (!['.ts', '.mjs', '.js'].includes(source.extension)) return [];
  const visits = visitsFor(source.path);
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
  const problems: Problem[] = [];
  const report: Report = (node, rule, message) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    problems.push({ path: source.path, line: line + 1, rule, message });
  };
  walk(file, (node) => {
    for (const visit of visits) visit(node, report);
  });
  return problems;
}

function visitsFor(path: string): Visit[] {
  // A bench paces its load by time: that is what it measures.
  if (path.startsWith('tests/bench/')) return [leftOutTests];
  if (path.startsWith('tests/')) return [leftOutTests, fixedSleeps];
  const visits: Visit[] = [];
  if (path.endsWith('.ts')) visits.push(unexplainedCasts);
  if (/^(web|sync-server|runner|scripts)\//.test(path)) visits.push(russianLiterals);
  if (path.startsWith('shared/')) visits.push(impureCalls);
  return visits;
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function leftOutTests(node: ts.Node, report: Report): void {
  if (!ts.isPropertyAccessExpression(node) || !LEFT_OUT.has(node.name.text)) return;
  let base: ts.Expression = node.expression;
  while (ts.isPropertyAccessExpression(base) || ts.isCallExpression(base)) base = base.expression;
  const isContext = node.name.text === 'skip' && base.getText() === 'context';
  if (isContext || (ts.isIdentifier(base) && TESTERS.has(base.text)))
    report(node, 'left-out-test', 'a test is fixed or deleted, never skipped, and never the only one');
}

/** A sleep of a fixed length is a race with the machine: wait for the event itself, or move the clock. */
function fixedSleeps(node: ts.Node, report: Report): void {
  if (!ts.isCallExpression(node)) return;
  const name = ts.isPropertyAccessExpression(node.expression)
    ? node.expression.name.text
    : node.expression.getText();
  if (name === 'waitForTimeout') report(node, 'fixed-sleep', 'wait for what you expect, not for a time');
  if (name !== 'setTimeout' && name !== 'sleep') return;
  const [first, second] = node.arguments;
  const isPromised = first !== undefined && ts.isNumericLiteral(first);
  // A deadline rejects or aborts in a function of its own; a sleep hands over `resolve` as it is, or only calls it.
  const delay = isPromised ? first : first && onlyResolves(first) ? second : undefined;
  if (delay && ts.isNumericLiteral(delay) && Number(delay.text) >= MAX_SLEEP_MS)
    report(node, 'fixed-sleep', `a sleep of ${delay.text} ms: wait for what you expect, not for a time`);
}

function onlyResolves(callback: ts.Expression): boolean {
  if (ts.isIdentifier(callback)) return true;
  if (!ts.isArrowFunction(callback)) return false;
  return (
    ts.isCallExpression(callback.body) && /^(r|ok|done|res|resolve)$/.test(callback.body.expression.getText())
  );
}

function unexplainedCasts(node: ts.Node, report: Report): void {
  if (!ts.isAsExpression(node) || node.type.getText() === 'const') return;
  const file = node.getSourceFile();
  const lines = file.text.split('\n');
  const first = file.getLineAndCharacterOfPosition(statementOf(node).getStart(file)).line;
  const last = file.getLineAndCharacterOfPosition(node.getEnd()).line;
  const near = lines.slice(Math.max(0, first - 1), last + 1);
  if (!near.some((line) => /\/\/|\*\/|^\s*\*/.test(line)))
    report(node, 'unexplained-cast', 'a cast needs a comment that says why it holds');
}

function statementOf(node: ts.Node): ts.Node {
  let current = node;
  while (current.parent && !ts.isStatement(current) && !ts.isClassElement(current)) current = current.parent;
  return current;
}

function russianLiterals(node: ts.Node, report: Report): void {
  const isText =
    ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isRegularExpressionLiteral(node);
  if (isText && /\p{Script=Cyrillic}/u.test(node.text))
    report(node, 'russian-text', 'Russian texts live in shared/, bin/, migrations/ and .svelte files');
}

/** shared/ gets clock and chance as parameters: the simulator replays it by a seed. */
function impureCalls(node: ts.Node, report: Report): void {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length)
    report(node, 'impure', 'shared/ has no clock: take the time as a parameter');
  if (ts.isPropertyAccessExpression(node) && IMPURE.has(node.getText().replace('globalThis.', '')))
    report(node, 'impure', `shared/ is pure: take the result of ${node.getText()} as a parameter`);
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && IMPURE_CALLS.has(node.expression.text))
    report(node, 'impure', `shared/ does no I/O and has no clock: ${node.expression.text}`);
}
