import type { Temper } from '../../fakes/provider.ts';

/** A provider on its worst day. */
export const NASTY: Temper = {
  isUnpaid: false,
  busy: 0.03,
  lostBefore: 0.05,
  lostAfter: 0.15,
  // Nobody can look these up: a person is asked in every run.
  alwaysLost: ['shot 2, none', 'shot 5, none'],
  badPoll: 0.1,
  halfFile: 0.1,
  refuses: 0.03,
  polls: 3,
};
