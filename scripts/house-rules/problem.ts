export type Problem = { path: string; line: number; rule: string; message: string };
