import fc from 'fast-check';
import type { Happening } from './paid-world.ts';

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom(
    'claim',
    'claim',
    'go on',
    'go on',
    'go on',
    'go on, answer lost',
    'go on, provider fails',
    'go on, provider is busy',
    'go on, provider wants money',
    'crash',
    'time',
    'time',
    'sweep',
    'sweep',
    'cancel',
  ),
  runner: fc.constantFrom(0, 0, 0, 1),
});

const word: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom('say lost', 'say pay again', 'say retry', 'say go on', 'say look up'),
  runner: fc.constant(0),
});

/** What happens to a job when nobody says a word. */
export const histories = fc.array(happening, { minLength: 10, maxLength: 80, size: 'max' });

/** The same, with a person who decides now and then. */
export const talks = fc.array(fc.oneof({ weight: 6, arbitrary: happening }, { weight: 1, arbitrary: word }), {
  minLength: 10,
  maxLength: 100,
  size: 'max',
});

export const recoveries = fc.constantFrom('none', 'key', 'lookup');
