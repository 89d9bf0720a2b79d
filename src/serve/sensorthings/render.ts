import { TYPES, type Entity } from './model.js';
import { StampTexts } from '../read/stamp-texts.js';
import { addressOf, isStreams } from './network.js';
import { Observation, type StreamYear } from './observations/observation.js';
import type { Expanded, QueryOptions } from './options.js';
import { pageOf } from './page.js';
import type { Page, Query } from './query.js';

/** Writes entities as JSON. */
export class Writer {
  /** Texts of single entities that were expanded already: thousands of observations share their datastream. */
  private readonly shared = new Map<Expanded, Map<string, string>>();
  private readonly stamps = new StampTexts('T', 'Z');
  /** The year of the last plain observation, and what all of its observations begin with. */
  private year: StreamYear | undefined;
  private head = '';
  private self = '';

  constructor(
    /** Address of the service's root, without a slash at its end. */
    private readonly root: string,
    private readonly query: Query,
  ) {}

  /** A page, with the address of the next one where there is one. */
  async page(page: Page, options: QueryOptions, next: string | undefined): Promise<string> {
    const { count } = page;
    const items = await this.items(page.entities, options);
    const counted = count === undefined ? '' : `"@iot.count":${count},`;
    const more = next === undefined ? '' : `"@iot.nextLink":${JSON.stringify(next)},`;
    return `{${counted}${more}"value":[${items}]}\n`;
  }

  async items(entities: readonly Entity[], options: QueryOptions): Promise<string> {
    const isPlain = options.selected === undefined && options.expanded.length === 0;
    const pieces: string[] = [];
    for (const entity of entities) {
      this.query.observations.effort.write();
      pieces.push(isPlain && entity instanceof Observation ? this.plain(entity) : await this.entity(entity, options));
    }
    return pieces.join(',\n');
  }

  async entity(entity: Entity, options: QueryOptions): Promise<string> {
    const { selected, expanded } = options;
    const { properties, links } = TYPES[entity.set];
    const self = `${this.root}/${addressOf(entity)}`;
    const pieces: string[] = [];
    if (selected?.has('id') ?? true)
      pieces.push(`"@iot.id":${JSON.stringify(entity.id)}`, `"@iot.selfLink":${JSON.stringify(self)}`);
    for (const name of Object.keys(properties)) {
      const value = selected?.has(name) === false ? undefined : entity.value(name);
      if (value !== undefined) pieces.push(`"${name}":${JSON.stringify(value)}`);
    }
    for (const name of Object.keys(links)) {
      const inner = expanded.find(({ link }) => link === name);
      if (inner) pieces.push(await this.expanded(entity, inner, `${self}/${name}`));
      else if (selected?.has(name) ?? true)
        pieces.push(`"${name}@iot.navigationLink":${JSON.stringify(`${self}/${name}`)}`);
    }
    return `{${pieces.join(',')}}`;
  }

  private async expanded(entity: Entity, expanded: Expanded, address: string): Promise<string> {
    const { link, options } = expanded;
    const related = this.query.network.related(entity, link);
    if (!TYPES[entity.set].links[link]!.isMany && !isStreams(related))
      return `"${link}":${related[0] ? await this.single(related[0], expanded) : 'null'}`;
    const page = await pageOf(related, options, this.query);
    const counted = page.count === undefined ? '' : `"${link}@iot.count":${page.count},`;
    const next = page.hasMore ? `,"${link}@iot.nextLink":${JSON.stringify(nextLink(address, options))}` : '';
    return `${counted}"${link}":[${await this.items(page.entities, options)}]${next}`;
  }

  private async single(entity: Entity, expanded: Expanded): Promise<string> {
    const texts = this.shared.get(expanded) ?? new Map<string, string>();
    this.shared.set(expanded, texts);
    const known = texts.get(entity.id);
    if (known !== undefined) return known;
    this.query.observations.effort.write();
    const text = await this.entity(entity, expanded.options);
    texts.set(entity.id, text);
    return text;
  }

  /** An observation with all that it has: what pages of thousands are made of. */
  private plain({ timeS, year, i }: Observation): string {
    if (year !== this.year) {
      this.year = year;
      const { id } = year.stream;
      this.head = `{"@iot.id":${JSON.stringify(`${id}:`).slice(0, -1)}`;
      this.self = `${this.root}/${addressOf({ set: 'Observations', id: `${id}:` }).slice(0, -2)}`;
    }
    const time = this.stamps.of(timeS);
    const self = `${this.self}${timeS}')`;
    const interval = year.intervalAt(i);
    const quality = year.qualityAt(i);
    const isGood = quality.status === 'good' && quality.coverage === undefined;
    return (
      `${this.head}${timeS}","@iot.selfLink":"${self}","phenomenonTime":"${time}","result":${year.valueAt(i)},` +
      `"resultTime":"${time}","resultQuality":${isGood ? GOOD : JSON.stringify(quality)},"parameters":{"interval_s":${interval}},` +
      `"Datastream@iot.navigationLink":"${self}/Datastream","FeatureOfInterest@iot.navigationLink":"${self}/FeatureOfInterest"}`
    );
  }
}

const GOOD = '{"status":"good"}';

/** The address of the next page: the same options, but for what is skipped. */
export function nextLink(address: string, { given, skip, top }: QueryOptions): string {
  const options = new Map(given).set('$top', String(top)).set('$skip', String(skip + top));
  const query = [...options].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${address}?${query}`;
}
