import type { Bench } from '../bench.ts';
import { cycles } from './cycles.ts';

export const jobsSuite: Bench[] = [cycles];
