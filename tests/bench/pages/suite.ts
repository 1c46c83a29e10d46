import type { Bench } from '../bench.ts';
import { lighthouseScores } from './lighthouse-scores.ts';
import { pageWeight } from './page-weight.ts';

export const pagesSuite: Bench[] = [lighthouseScores, pageWeight];
