import type { Slots } from '#shared/runner/protocol.ts';

export const LIGHT_SLOTS = 2;

/** Work of one class never waits for another's. */
export const SLOTS: Slots = { poll: 16, light: LIGHT_SLOTS, render: 1 };
