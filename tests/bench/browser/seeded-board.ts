import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import * as Y from 'yjs';
import type { ShotId } from '#shared/ids.ts';
import { anIndexDocument } from '../documents/index-document.ts';
import { seedDoc } from '../load/seed.ts';
import type { RunningSystem } from '../servers/system.ts';

const builtPage = fileURLToPath(new URL('../../../build/app.html', import.meta.url));

export type Board = { url: string; shotCount: number; shotIds: ShotId[] };

export function needBuiltPage(): void {
  if (!existsSync(builtPage)) throw new Error('build/app.html is missing: npm run build makes it');
}

export async function seedBoard(system: RunningSystem, shotCount: number): Promise<Board> {
  const project = await system.newProject();
  const { doc, shotIds } = anIndexDocument(shotCount);
  await seedDoc(system, `p:${project}`, Y.encodeStateAsUpdate(doc));
  return { url: `${system.process.origin}/p/${project}`, shotCount, shotIds };
}

export async function signIn(context: BrowserContext, system: RunningSystem): Promise<void> {
  const [name = '', value = ''] = (system.headers.cookie ?? '').split('=');
  await context.addCookies([{ name, value, url: system.process.origin }]);
}
