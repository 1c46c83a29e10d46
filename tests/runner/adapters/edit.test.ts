import { expect, test } from 'vitest';
import type { Assignment } from '#runner/adapters/adapter.ts';
import { EditWork } from '#shared/jobs/edit-work.ts';
import { applyHunks } from '#shared/smart-edit/difference.ts';
import { askedOf } from '#shared/smart-edit/edit-request.ts';
import { judgeAnswer } from '#shared/smart-edit/judge-answer.ts';
import { jsonOf } from '../../fakes/fake-host.ts';
import { PAIRS, type Pair } from '../../shared/smart-edit/pairs.ts';
import { runOf, type Subject, tryOn } from './subject.ts';
import { COMPATIBLE, OPENAI_TEXT } from './subjects.ts';

const ULID = '01M7ZDA7VXK80H0F98JN8QYN5W';

type Said = Pick<Pair, 'original' | 'remark' | 'locked'>;

/** What a runner gives an adapter for a remark. */
function withEdit(assignment: Assignment, { original, remark, locked = [] }: Said): Assignment {
  const edit = EditWork.parse({
    ...{ kind: 'edit', project: ULID, shot: ULID, edit: ULID, prompt: ULID, model: 'some/model' },
    ...{ text: original, remark, locked, language: 'ru' },
  });
  const { text, params, model } = askedOf(edit, assignment.model);
  return { ...assignment, edit, model, work: { ...assignment.work, text, params } };
}

/** The answer as a server of this kind wraps it. */
function wrapped(subject: Subject, answer: string): object {
  if (subject === OPENAI_TEXT) {
    const content = [{ type: 'output_text', text: answer }];
    return { status: 'completed', output: [{ type: 'message', role: 'assistant', content }] };
  }
  return { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: answer } }] };
}

const SERVERS = [
  ['OpenAI', OPENAI_TEXT],
  ['a server like it', COMPATIBLE],
] as const;

test.each(SERVERS)('V93, V94: every pair, asked of %s, is answered and judged', async (_who, subject) => {
  const { host, assignment } = await tryOn(subject);
  // Without any words there is no answer, whoever is asked.
  for (const pair of PAIRS.filter(({ answer }) => answer !== '')) {
    host.spoil(/responses|chat/, { body: wrapped(subject, pair.answer) });
    const answer = await runOf(subject, withEdit(assignment, pair));
    const text = answer.kind === 'done' ? (answer.text ?? '') : expect.fail(`${pair.name}: no answer`);
    const { original, locked = [] } = pair;
    const { hunks, findings } = judgeAnswer(text, { original, locked, maxChars: 32_000 });
    expect(
      findings.map(({ code }) => code),
      pair.name,
    ).toEqual(pair.codes);
    const all = new Set(hunks.map(({ id }) => id));
    expect(applyHunks(original, hunks, all), pair.name).toBe(pair.whole ?? original);
    const heard = JSON.stringify(jsonOf(host.heard.at(-1) ?? expect.fail()));
    expect(heard).toContain('"strict":true');
    expect(heard).toContain('"understood"');
  }
  expect(host.heard).toHaveLength(PAIRS.filter(({ answer }) => answer !== '').length);
});

test('V96: a server that knows no schema is asked in a looser form, and each refusal costs nothing', async () => {
  const { host, assignment } = await tryOn(COMPATIBLE);
  const refusal = {
    status: 400,
    body: { error: { message: "response_format 'json_schema' is not supported" } },
  };
  host.spoil(/chat/, refusal);
  host.spoil(/chat/, refusal);
  const asked = withEdit(assignment, { original: 'Кит у берега', remark: 'Замени кита на слона' });
  expect(await runOf(COMPATIBLE, asked)).toMatchObject({ kind: 'done' });
  const forms = host.heard.map((heard) => /"json_(schema|object)"/.exec(JSON.stringify(jsonOf(heard)))?.[1]);
  expect(forms).toEqual(['schema', 'object', undefined]);
  expect(host.invoice).toHaveLength(1);
});

test('V96: any other refusal ends it at once, and so does the end of the time to send', async () => {
  const { host, assignment } = await tryOn(COMPATIBLE);
  const said = { original: 'Кит у берега', remark: 'Крупный план' };
  host.spoil(/chat/, { status: 400, body: { error: { message: 'unknown model' } } });
  expect(await runOf(COMPATIBLE, withEdit(assignment, said))).toMatchObject({ kind: 'failed', sent: 'yes' });
  host.spoil(/chat/, { status: 400, body: { error: { message: 'no json_schema here' } } });
  let looks = 0;
  const late = {
    ...withEdit(assignment, said),
    assertInTime: () => {
      if (looks++ > 0) throw new Error('too late');
    },
  };
  expect(await runOf(COMPATIBLE, late)).toMatchObject({ kind: 'failed', sent: 'yes', actual: 0 });
  expect(host.heard).toHaveLength(2);
});
