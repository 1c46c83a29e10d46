import type { Bench } from '../bench.ts';
import { lighthouseScores } from './lighthouse-scores.ts';

export const pagesSuite: Bench[] = [lighthouseScores];
