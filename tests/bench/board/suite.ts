import type { Bench } from '../bench.ts';
import { realPictures } from './real-pictures.ts';
import { thousandShots } from './thousand-shots.ts';
import { wholeFilm } from './whole-film.ts';

export const boardSuite: Bench[] = [thousandShots, realPictures, wholeFilm];
