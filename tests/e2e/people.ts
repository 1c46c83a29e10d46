import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Studio } from './studio.ts';

export const OTHER_PASSWORD = 'туман-над-депо-42';

const JSON_TYPE = 'application/json';

/** Another user of the studio, with a browser that is signed in as him. */
export async function aColleague(
  studio: Studio,
  login: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const body = JSON.stringify({ login, password: OTHER_PASSWORD, role: 'member' });
  await studio.request('/api/users', { body, type: JSON_TYPE });
  return signedInAs(studio, { login, password: OTHER_PASSWORD }, options);
}

/** One more browser of a user, with a session of its own. */
export async function signedInAs(
  studio: Studio,
  who: { login: string; password: string },
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const response = await fetch(`${studio.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': JSON_TYPE, 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/150.0' },
    body: JSON.stringify(who),
  });
  const [pair = ''] = (response.headers.getSetCookie()[0] ?? '').split(';');
  const [name = '', value = ''] = pair.split('=');
  if (!response.ok || !name) throw new Error(`no session: ${response.status} ${await response.text()}`);
  const device = await studio.newDevice(options);
  await device.addCookies([{ name, value, url: studio.url }]);
  return device;
}

export async function setMember(
  studio: Studio,
  path: string,
  { login, role }: { login: string; role: 'owner' | 'editor' | 'viewer' },
): Promise<void> {
  const project = path.split('/').at(-1);
  const body = JSON.stringify({ login, role });
  await studio.request(`/api/projects/${project}/members`, { body, type: JSON_TYPE });
}

/** The account menu of every page; with unsent work a question comes next. */
export async function askToSignOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Учётная запись/ }).click();
  await page.getByRole('menuitem', { name: 'Выйти' }).click();
}
