import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import anyTest, { type TestFn } from 'ava';
import type { Browser } from 'playwright-core';
import { axePath, drawn, hasBrowser, openBrowser, openPage } from './support/browser.js';
import { columnsOf } from './support/columns.js';
import { Lasting } from './support/lasting.js';
import { END_S, published } from './support/published.js';
import { serving, type Serving } from './support/serving.js';

/** What axe found. */
interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly html: string;
}

interface Shared {
  browser: Browser;
  server: Serving;
}

const test = anyTest as TestFn<Shared>;
const browserTest = hasBrowser ? test.serial : test.serial.skip;
const kept: Partial<Shared> = {};
const lasting = new Lasting();
/** When the page first showed anything, ms. */
const PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime";

test.serial.before(async (t) => {
  if (!hasBrowser) return;
  const context = lasting.of(t);
  kept.server = await serving(context, (await published(context)).out);
  kept.browser = await openBrowser();
});
test.after.always(async () => {
  await kept.browser?.close();
  await lasting.end();
});

browserTest('the bars of the hyetograph are as long as the rain of their steps, and gaps are hatched', async (t) => {
  const { server, browser } = kept as Shared;
  const [from, to] = [END_S - 12 * 3600, END_S];
  const address = `${server.url}/?gauge=Polytech&from=${from}&to=${to}&zone=utc`;
  const { page, errors } = await openPage(t, browser, address);
  const { time, rain_mm, observed } = await server.json<{
    time: number[];
    rain_mm: number[];
    observed: [number, number, number][];
  }>(`/api/v1/series?gauge=Polytech&from=${from}&to=${to}`);
  const { width, height, bars, reach, hatched } = await columnsOf(page);
  // Half a day is drawn by minutes: 720 of them.
  const steps = new Map(time.map((stamp, i) => [stamp, rain_mm[i]!]));
  const most = Math.max(...rain_mm);
  const pixelsPerMm = (height * 0.62) / most;
  const pixelsPerS = width / (to - from);
  let compared = 0;
  for (const [endS, mm] of steps) {
    const [left, right] = [(endS - 60 - from) * pixelsPerS, (endS - from) * pixelsPerS];
    const around = reach.slice(Math.max(0, Math.floor(left) - 1), Math.ceil(right) + 1);
    // A pixel of the edge each way, and what the curve covers; neighbours may be longer.
    t.true(Math.max(...around) >= Math.floor(mm * pixelsPerMm) - 2, `${endS}: ${mm} mm, ${around.join()}`);
    compared++;
  }
  t.true(compared > 50);
  t.true(
    Math.max(...bars) <= most * pixelsPerMm + 2 && Math.max(...reach) >= most * pixelsPerMm - 2,
    'the longest bar is the strongest minute',
  );
  for (let x = 0; x < width; x++) {
    const [fromS, toS] = [from + (x - 1) / pixelsPerS, from + (x + 2) / pixelsPerS];
    const isDry = ![...steps.keys()].some((endS) => endS > fromS && endS - 60 < toS);
    if (isDry) t.is(bars[x], 0, `a bar in column ${x} where no rain is`);
    const isObserved = observed.some(([startS, endS]) => startS <= fromS && endS >= toS);
    const isMissing = !observed.some(([startS, endS]) => startS < toS && endS > fromS);
    if (isObserved) t.true(hatched[x]! < height * 0.1, `column ${x} is hatched and was observed`);
    // A line of the grid may run in a column.
    const beside = Math.max(...hatched.slice(Math.max(0, x - 1), x + 2));
    if (isMissing) t.true(beside > height * 0.8, `column ${x} is missing and is not hatched`);
  }
  t.true(hatched.filter((count) => count > height * 0.8).length > 20, 'the gap is there');
  t.deepEqual(errors, []);
});

for (const lang of ['en', 'fr'] as const)
  browserTest(
    `every view opens in ${lang}, by keyboard too, with no error and no request to another host`,
    async (t) => {
      const { server, browser } = kept as Shared;
      const { page, errors, asked } = await openPage(t, browser, `${server.url}/?lang=${lang}`);
      t.is(await page.getAttribute('html', 'lang'), lang);
      const tabs = page.locator('[role=tab]');
      await tabs.first().focus();
      for (let i = 0; i < (await tabs.count()); i++) {
        await drawn(page);
        t.is(await tabs.nth(i).getAttribute('aria-selected'), 'true');
        t.true((await page.locator('#panel').innerText()).length > 40);
        await page.keyboard.press('ArrowRight');
      }
      for (const name of ['6h', '30d', 'all', '24h']) {
        await page
          .locator('.controls .choice')
          .first()
          .locator('button')
          .nth(['6h', '24h', '3d', '7d', '30d', '365d', 'all'].indexOf(name))
          .click();
        await drawn(page);
      }
      await page.locator('.windows tbody button', { hasText: 'Lez' }).click();
      await page.waitForSelector('.plot[data-drawn^="Lez "]');
      t.regex(page.url(), /gauge=Lez/);
      t.deepEqual(errors, []);
      t.deepEqual(
        asked.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:')),
        [],
      );
    },
  );

browserTest('axe finds nothing serious in any view', async (t) => {
  const { server, browser } = kept as Shared;
  for (const tab of ['events', 'totals', 'idf', 'history', 'network']) {
    const { page } = await openPage(t, browser, `${server.url}/?tab=${tab}`, { bypassCSP: true });
    await page.addScriptTag({ path: axePath() });
    const found = await page.evaluate<Finding[]>(
      `axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, html: nodes[0].html })))`,
    );
    t.deepEqual(
      found.filter(({ impact }) => impact === 'serious' || impact === 'critical'),
      [],
      tab,
    );
  }
});

browserTest('zoom: by dragging, by keys and from an event; the address tells, and brings back', async (t) => {
  const { server, browser } = kept as Shared;
  const { page } = await openPage(t, browser, `${server.url}/?gauge=Hydropolis&zone=utc`);
  const box = (await page.locator('.plot .u-over').boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.8, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=/);
  const zoomed = new URL(page.url()).searchParams;
  const spanS = Number(zoomed.get('to')) - Number(zoomed.get('from'));
  t.true(Math.abs(spanS - 8640) < 300, `${spanS}`);
  await page.locator('.plot').focus();
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowLeft');
  await page.waitForURL((url) => url.searchParams.get('from') !== zoomed.get('from'));
  await page.locator('#panel tbody button').first().click();
  const address = page.url();
  const { searchParams } = new URL(address);
  await page.waitForSelector(`.plot[data-drawn*=" ${searchParams.get('from')!} "]`);
  const drawnAs = await page.getAttribute('.plot', 'data-drawn');
  const again = await openPage(t, browser, address);
  t.is(await again.page.getAttribute('.plot', 'data-drawn'), drawnAs);
});

browserTest('what is downloaded is what is shown', async (t) => {
  const { server, browser } = kept as Shared;
  const [from, to] = [END_S - 6 * 3600, END_S];
  const { page } = await openPage(t, browser, `${server.url}/?gauge=Lez&from=${from}&to=${to}`);
  await page.locator('.menu summary').click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.menu a').first().click()]);
  const rows = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const sum = rows.reduce((total, row) => total + (Number(row.split(',')[3]) || 0), 0);
  t.is(rows.length, 360);
  const shown = await page.locator('.figures dd').first().innerText();
  t.is(Number.parseFloat(shown), Math.round(sum * 10) / 10);
  await page.locator('.menu summary').click();
  await page.locator('.menu summary').click();
  const [picture] = await Promise.all([page.waitForEvent('download'), page.locator('.menu button').click()]);
  t.deepEqual([...readFileSync(await picture.path()).subarray(1, 4)], [0x50, 0x4e, 0x47]);
});

browserTest('a reading that comes while the page is open is drawn without a touch', async (t) => {
  const network = await published(t, 1);
  const server = await serving(t, network.out);
  const { page } = await openPage(t, (kept as Shared).browser, `${server.url}/?gauge=Lez&last=6h`);
  const before = await page.getAttribute('.plot', 'data-drawn');
  await page.waitForSelector('.live:not(.off)');
  await network.add('Lez', `Lez, ${END_S + 60}, 40, 0, 12.5\n`);
  await page.waitForSelector(`.plot:not([data-drawn="${before!}"])`, { timeout: 10_000 });
  t.true((await page.getAttribute('.plot', 'data-drawn'))!.includes(` ${END_S + 60} `));
});

browserTest('on a phone nothing is wider than the screen', async (t) => {
  const { server, browser } = kept as Shared;
  const { page } = await openPage(t, browser, server.url, { viewport: { width: 390, height: 844 }, isMobile: true });
  t.true((await page.evaluate<number>('document.documentElement.scrollWidth')) <= 390);
});

browserTest('a page with its data is under 250 kB on the wire, and paints within a second', async (t) => {
  const { server, browser } = kept as Shared;
  const { page, asked } = await openPage(t, browser, server.url);
  let bytes = 0;
  for (const url of new Set(asked)) {
    if (!url.startsWith(server.url) || url.endsWith('/live')) continue;
    const response = await server.get(url.slice(server.url.length));
    bytes += gzipSync(Buffer.from(await response.arrayBuffer())).length;
  }
  t.true(bytes < 250_000, `${bytes} bytes`);
  // The least of several: other tests may keep the machine busy.
  let paintMs = Infinity;
  for (let i = 0; i < 4; i++) {
    await page.reload();
    await drawn(page);
    paintMs = Math.min(paintMs, await page.evaluate<number>(PAINT));
  }
  t.true(paintMs < 1000, `${paintMs} ms`);
  t.log(`${Math.round(bytes / 1000)} kB, first paint after ${Math.round(paintMs)} ms`);
});
