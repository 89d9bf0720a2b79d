import type { RowWriter } from './row-writer.js';
import type { Rows } from './rows.js';

const PAGE_CHARS = 65_536;

/** Writes readings as JSON, one object per line; a missing value is null. Memory: one page. */
export class NdjsonWriter implements RowWriter {
  private page = '';

  *write({ count, gauges, gauge, timeS, tips, wind, battery, rainMm }: Rows): Generator<Uint8Array, void, undefined> {
    const names = gauges.map((name) => JSON.stringify(name));
    for (let i = 0; i < count; i++) {
      const rain = rainMm ? `,"rain_mm":${rainMm[i]!}` : '';
      this.page +=
        `{"gauge":${names[gauge ? gauge[i]! : 0]!},"time":${timeS[i]!},"tips":${tips[i]!}` +
        `,"wind":${orNull(wind[i]!)},"battery":${orNull(battery[i]!)}${rain}}\n`;
      if (this.page.length > PAGE_CHARS) yield* this.flush();
    }
  }

  *flush(): Generator<Uint8Array, void, undefined> {
    const { page } = this;
    this.page = '';
    if (page !== '') yield Buffer.from(page);
  }

  end(): Generator<Uint8Array, void, undefined> {
    return this.flush();
  }
}

function orNull(value: number): string {
  return Number.isNaN(value) ? 'null' : String(value);
}
