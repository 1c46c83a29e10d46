import type { Bench } from '../bench.ts';
import { fiftyClients } from './b1-fifty-clients.ts';
import { twoHundredClients } from './b2-two-hundred-clients.ts';
import { fiftyProjects } from './b3-fifty-projects.ts';

export const syncSuite: Bench[] = [fiftyClients, twoHundredClients, fiftyProjects];
