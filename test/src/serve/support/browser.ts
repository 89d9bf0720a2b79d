import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ExecutionContext } from 'ava';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Debian's Chromium; tests of the page are skipped, by name, where it is not there. */
const CHROMIUM = '/usr/bin/chromium';
export const hasBrowser = existsSync(CHROMIUM);

/** A browser that asks nobody for anything by itself. */
export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...quiet, '--no-sandbox', '--disable-component-update', '--disable-sync'],
  });
}

/** A page of a server, ready; what went wrong in it, and every address that it asked for. */
export interface OpenPage {
  readonly page: Page;
  readonly errors: string[];
  readonly asked: string[];
}

/** Opens a page and waits until the plot is drawn. */
export async function openPage(
  t: ExecutionContext,
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...options,
  });
  t.teardown(() => context.close());
  const page = await context.newPage();
  const [errors, asked]: string[][] = [[], []];
  page.on('pageerror', (error) => errors!.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors!.push(message.text()));
  page.on('request', (request) => asked!.push(request.url()));
  await page.goto(address);
  await drawn(page);
  return { page, errors: errors!, asked: asked! };
}

/** Waits until the plot and the panel below it show what the address says. */
export async function drawn(page: Page): Promise<void> {
  await page.waitForSelector('#app:not([aria-busy])');
  await page.waitForSelector('.plot[data-drawn]');
  await page.waitForSelector('#panel[aria-busy=false]');
}

/** The source of axe, which looks for what keeps people from using a page. */
export function axePath(): string {
  return createRequire(import.meta.url).resolve('axe-core/axe.min.js');
}
