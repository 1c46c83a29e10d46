import type { Bench } from '../bench.ts';
import { proxies } from './proxies.ts';
import { thumbnails } from './thumbnails.ts';
import { upload } from './upload.ts';

export const mediaSuite: Bench[] = [thumbnails, proxies, upload];
