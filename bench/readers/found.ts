/** What a reader makes of a file, so that nobody leaves anything unread: how many rows, and sums of their three columns. */
export interface Found {
  readonly rows: number;
  /** Unix seconds. */
  readonly stampsS: number;
  readonly tips: number;
  /** Volts, to three decimals. */
  readonly battery: number;
}

/** Prints what a reader found, for whoever started it. */
export function tellFound({ rows, stampsS, tips, battery }: Found): void {
  process.stdout.write(
    `${JSON.stringify({ rows, stampsS, tips: Math.round(tips), battery: Number(battery.toFixed(3)) })}\n`,
  );
}
