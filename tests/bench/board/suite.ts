import type { Bench } from '../bench.ts';
import { realPictures } from './real-pictures.ts';
import { thousandShots } from './thousand-shots.ts';

export const boardSuite: Bench[] = [thousandShots, realPictures];
