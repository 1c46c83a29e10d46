import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { openChromium } from './chromium.ts';
import { Server } from './server.ts';

export const LOGIN = 'anna';
export const PASSWORD = 'съёмка-на-рассвете-7';

const ACTION_TIMEOUT_MS = 20_000;

/** Lines a browser writes by itself while a server is away. */
const EXPECTED =
  /ERR_CONNECTION|ERR_INTERNET_DISCONNECTED|WebSocket connection to|Failed to load resource|ERR_FAILED|Another connection wants to delete/;

/** A server with one account and a browser; a context of the browser is one device. */
export class Studio implements AsyncDisposable {
  readonly server: Server;
  readonly browser: Browser;
  /** Whatever pages complained about: errors, refused styles and scripts. */
  readonly complaints: string[] = [];
  #cookie: { name: string; value: string } | undefined;

  private constructor(server: Server, browser: Browser) {
    this.server = server;
    this.browser = browser;
  }

  static async open(env: Record<string, string> = {}): Promise<Studio> {
    const server = await Server.start(env);
    try {
      return new Studio(server, await openChromium());
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  get url(): string {
    return this.server.url;
  }

  /** The account is made once, over HTTP; devices get its session. */
  async #session(): Promise<{ name: string; value: string }> {
    if (this.#cookie) return this.#cookie;
    const response = await fetch(`${this.url}/api/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        code: new URL(this.server.setupLink).hash.slice(1),
        login: LOGIN,
        password: PASSWORD,
      }),
    });
    const [pair = ''] = (response.headers.getSetCookie()[0] ?? '').split(';');
    const [name = '', value = ''] = pair.split('=');
    if (!response.ok || !name) throw new Error(`no account: ${response.status} ${await response.text()}`);
    this.#cookie = { name, value };
    return this.#cookie;
  }

  /** A signed-in POST from outside any browser. */
  async request(path: string, { body, type }: { body: BodyInit; type: string }): Promise<void> {
    await this.ask(path, { method: 'POST', headers: { 'content-type': type }, body });
  }

  /** Any signed-in request from outside any browser that has to succeed. */
  async ask(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    const { name, value } = await this.#session();
    const headers = { ...init.headers, cookie: `${name}=${value}` };
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  /** A browser nobody has signed in to. */
  async newDevice(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({ locale: 'ru-RU', ...options });
    context.setDefaultTimeout(ACTION_TIMEOUT_MS);
    context.on('weberror', (error) => this.complaints.push(String(error.error().stack)));
    context.on('console', (message) => {
      const text = message.text();
      if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(text)) this.complaints.push(text);
    });
    return context;
  }

  async signedInDevice(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.newDevice(options);
    await context.addCookies([{ ...(await this.#session()), url: this.url }]);
    return context;
  }

  /** A page of a signed-in device, with the worker that makes it open offline. */
  async open(path = '/', context?: BrowserContext): Promise<Page> {
    const page = await (context ?? (await this.signedInDevice())).newPage();
    await page.goto(`${this.url}${path}`);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.server[Symbol.asyncDispose]();
  }
}

/** From now on the page opens without a server. */
export async function readyForOffline(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const registration = await navigator.serviceWorker.ready;
    return registration.active?.state === 'activated' && navigator.serviceWorker.controller !== null;
  });
}

/** The page without a net. A socket that stands may outlive the cut, so the page is opened anew. */
export async function openOffline(page: Page): Promise<void> {
  await readyForOffline(page);
  await page.context().setOffline(true);
  await page.reload();
}
