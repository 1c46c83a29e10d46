import { expect, test } from 'vitest';
import { stepThroughPrompts, type Walk } from '#lib/box/prompt-walk.ts';

const PROMPTS = ['мост', 'порт', 'мост', 'крыша'];

/** Walks these steps as the field would, and answers with what stood there after each. */
function walk(typed: string, steps: ('older' | 'newer')[], prompts: readonly string[] = PROMPTS): string[] {
  let at: Walk | undefined;
  let text = typed;
  return steps.map((by) => {
    const next = stepThroughPrompts(at, { by, text, prompts });
    if (next) {
      at = next;
      text = next.wrote;
    }
    return text;
  });
}

test('V75: older prompts come one after the other, each once, and the way ends with the oldest', () => {
  expect(walk('новое', ['older', 'older', 'older', 'older'])).toEqual(['крыша', 'мост', 'порт', 'порт']);
});

test('V75: what was typed stands at the end of the way back', () => {
  expect(walk('новое', ['older', 'older', 'newer', 'newer', 'newer'])).toEqual([
    ...['крыша', 'мост', 'крыша'],
    ...['новое', 'новое'],
  ]);
});

test('V75: an empty field comes back empty; the prompt that stands there is no step of its own', () => {
  expect(walk('', ['older', 'newer'])).toEqual(['крыша', '']);
  expect(walk('крыша', ['older', 'newer'])).toEqual(['мост', 'крыша']);
});

test('V75: whoever changes a prompt on the way begins anew and gets that text back', () => {
  const first = stepThroughPrompts(undefined, { by: 'older', text: 'новое', prompts: PROMPTS });
  const changed = stepThroughPrompts(first, { by: 'older', text: 'крыша ночью', prompts: PROMPTS });
  expect(changed?.wrote).toBe('крыша');
  const back = stepThroughPrompts(changed, { by: 'newer', text: 'крыша', prompts: PROMPTS });
  expect(back?.wrote).toBe('крыша ночью');
});

test('V75: without prompts there is no way', () => {
  expect(
    stepThroughPrompts(undefined, { by: 'older', text: 'что-то', prompts: ['', 'что-то'] }),
  ).toBeUndefined();
});
