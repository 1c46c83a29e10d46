import type { Bench } from '../bench.ts';
import { thousandShots } from './thousand-shots.ts';

export const boardSuite: Bench[] = [thousandShots];
