/** What the API answers, as far as the page uses it. Times are Unix seconds. */

export interface CurveInfo {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly tipMm: number;
}

export interface YearInfo {
  readonly year: number;
  readonly readings: number;
  readonly rain_mm: number;
  readonly wet_minutes: number;
  readonly interval_s: number | null;
  readonly calibration: CurveInfo | null;
  /** By date, where one did not hold for all of it; `from` null: from its beginning. */
  readonly calibrations: readonly (CurveInfo & { readonly from: number | null })[];
  /** When it is not known what fell; `end` null: still. */
  readonly interventions: readonly {
    readonly kind: 'missing' | 'test-tips' | 'clogged';
    readonly start: number;
    readonly end: number | null;
  }[];
  readonly accounting: { readonly quarantined: number; readonly duplicates: number; readonly conflicts: number };
  readonly files: readonly { readonly name: string; readonly size_bytes: number }[];
}

export interface GaugeInfo {
  readonly gauge: string;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly first_reading: number | null;
  readonly last_reading: number | null;
  readonly years: readonly YearInfo[];
}

export interface Gauges {
  readonly last_reading: number | null;
  readonly gauges: readonly GaugeInfo[];
}

export interface Cumulative {
  readonly timestamp: number;
  readonly sites: readonly {
    readonly site: string;
    readonly lon: number | null;
    readonly lat: number | null;
    readonly last_reading: number | null;
    readonly rain: Readonly<Record<string, number | null>>;
    readonly coverage: Readonly<Record<string, number>>;
  }[];
}

export interface Series {
  readonly gauge: string;
  readonly from: number;
  readonly to: number;
  readonly time: readonly number[];
  readonly rain_mm: readonly number[];
  /** `(start, end]` and the interval of its readings. */
  readonly observed: readonly (readonly [number, number, number])[];
}

export interface RainEvent {
  readonly start: number;
  readonly end: number;
  readonly depth_mm: number;
  readonly intensity_mm_h: Readonly<Record<string, number | null>>;
  readonly ei30: number | null;
  readonly coverage: number;
  readonly cut: readonly ('before' | 'inside' | 'after')[];
}

export interface Total {
  readonly start: number;
  readonly end: number;
  readonly period: string;
  readonly rain_mm: number | null;
  readonly coverage: number;
}

export interface Idf {
  readonly usable_years: number;
  readonly fewest_years: number;
  readonly years: readonly number[];
  readonly fits: readonly {
    readonly method: string;
    readonly window: string;
    readonly window_s: number;
    readonly levels: readonly {
      readonly return_period_y: number;
      readonly depth_mm: number | null;
      readonly low_mm: number | null;
      readonly high_mm: number | null;
    }[];
  }[];
}

interface Observed {
  readonly completeness: number;
  readonly gaps: number;
}

export interface Status {
  readonly now: number;
  readonly failure: string | null;
  readonly gauges: readonly {
    readonly gauge: string;
    readonly lastReadingS: number | null;
    readonly silentS: number | null;
    readonly isSilent: boolean;
    readonly completeness: { readonly last24h: Observed; readonly last7d: Observed; readonly last30d: Observed };
    readonly battery: { readonly lastV: number; readonly trendVPerDay: number | null } | null;
    readonly quarantined: Readonly<Record<string, number>>;
    readonly waits: { readonly years: readonly { readonly year: number; readonly why: string }[] };
  }[];
}

export interface PageSettings {
  readonly title: string;
  readonly tiles?: string;
  readonly tilesAttribution?: string;
  readonly timeZone?: string;
}

/** A refusal or a failure, with what the server says of it. */
export class ApiError extends Error {}

const ATTEMPTS = 4;

/** Asks the API; what is being published at this moment is asked for again. Throws `ApiError`. */
export async function ask<Value>(path: string, query: Readonly<Record<string, string | number>> = {}): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(addressOf(path, query), { headers: { accept: 'application/json' } });
    if (response.ok) return (await response.json()) as Value;
    const isLater = response.status === 503 || response.status === 429;
    if (isLater && attempt < ATTEMPTS) await new Promise((resolve) => setTimeout(resolve, 600 * attempt));
    else throw new ApiError(await messageOf(response));
  }
}

/** The address of an answer, relative to the page. */
export function addressOf(path: string, query: Readonly<Record<string, string | number>> = {}): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) asked.set(name, String(value));
  const text = asked.toString();
  return `api/v1/${path}${text === '' ? '' : `?${text}`}`;
}

async function messageOf(response: Response): Promise<string> {
  try {
    const { error } = (await response.json()) as { error?: { message?: string } };
    return error?.message ?? response.statusText;
  } catch {
    return response.statusText;
  }
}
