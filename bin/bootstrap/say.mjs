// Everything the bootstrap says goes to stderr: stdout belongs to the data of the command that follows.

/** What a person can act on; printed without a stack. */
export class StopError extends Error {}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Says what is being done and how long it took. A terminal sees the seconds run, a log gets two lines.
 * @template T
 * @param {string} text
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function sayWhile(text, task) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const isTerminal = process.stderr.isTTY === true;
  if (!isTerminal) say(`${text}…`);
  const show = () => process.stderr.write(`\r\u001b[K${text}… ${seconds()} с`);
  if (isTerminal) show();
  const timer = isTerminal ? setInterval(show, 1000) : undefined;
  try {
    const result = await task();
    clearInterval(timer);
    if (isTerminal) process.stderr.write('\r\u001b[K');
    say(isTerminal ? `${text} — готово за ${seconds()} с` : `Готово за ${seconds()} с.`);
    return result;
  } catch (error) {
    clearInterval(timer);
    if (isTerminal) process.stderr.write('\n');
    throw error;
  }
}

/**
 * The end of a program: a message for what a person can act on, the whole error for a bug.
 * @param {unknown} error
 * @returns {never}
 */
export function stop(error) {
  if (error instanceof StopError) say(error.message);
  else console.error(error);
  process.exit(1);
}
