import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ExecutionContext } from 'ava';
import { published, type Published } from '../../support/published.js';
import { serving, type Serving } from '../../support/serving.js';

export type Json = Record<string, unknown>;

export interface Collection {
  readonly '@iot.count'?: number;
  readonly '@iot.nextLink'?: string;
  readonly value: Json[];
}

/** A reading of the published files. */
export interface FileReading {
  readonly timeS: number;
  readonly tips: number;
  readonly mm: number;
  readonly volts: number;
}

/** A service over the showcase's last two days, in which all gauges but one have a place. */
export interface Service {
  readonly network: Published;
  readonly server: Serving;
  /** The body of what is below `/v1.1`. */
  readonly get: <Body = Collection>(below: string) => Promise<Body>;
  readonly status: (below: string) => Promise<{ status: number; message: string }>;
  readonly readings: (gauge: string) => FileReading[];
}

export const PLACES = new Map([
  ['Hydropolis', { lon: 3.8557, lat: 43.6328 }],
  ['Polytech', { lon: 3.8626, lat: 43.6331 }],
  ['RueMistral', { lon: 3.8901, lat: 43.6204 }],
  ['Lez', { lon: undefined, lat: undefined }],
]);

export async function startService(t: ExecutionContext): Promise<Service> {
  const network = await published(t, 2);
  const server = await serving(t, network.out, { places: PLACES });
  const address = (below: string): string => `/v1.1/${below}`.replaceAll(' ', '%20').replaceAll('+', '%2B');
  return {
    network,
    server,
    get: (below) => server.json(address(below)),
    status: async (below) => {
      const response = await server.get(address(below));
      const text = await response.text();
      const body = response.status < 400 ? undefined : (JSON.parse(text) as { error: { message: string } });
      return { status: response.status, message: body?.error.message ?? '' };
    },
    readings: (gauge) => {
      const [raw, treated] = ['concatenated', 'treated'].map((kind) =>
        readFileSync(path.join(network.out, gauge, '2026', `${gauge}_${kind}_2026.csv`), 'utf8')
          .trim()
          .split('\n')
          .slice(1)
          .map((row) => row.split(',')),
      );
      return raw!.map((cells, i) => ({
        timeS: Number(cells[1]),
        tips: Number(cells[3]),
        mm: Number(treated![i]![3]),
        volts: Number(cells[5]),
      }));
    },
  };
}

export const iso = (timeS: number): string => new Date(timeS * 1000).toISOString().replace('.000Z', 'Z');
