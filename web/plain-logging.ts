// Stands in for `lib0/logging`, of which yjs uses no more than this, and only where something has gone wrong. The real one
// brings colours for the console and a library of schemas with it.
export const BOLD = '';
export const UNBOLD = '';
export const ORANGE = '';
export const RED = '';
export const print = console.log;
export const warn = console.warn;
