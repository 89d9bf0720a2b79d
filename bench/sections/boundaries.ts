import { expand, flow, mapAsync, type Stage } from '../../streams/highland.js';
import { secondsOf } from '../measure/time-of.js';
import type { Figure, Row } from '../results.js';
import { asSource } from '../stages/stage-inputs.js';
import type { Section } from './section.js';

const BATCH_READINGS = 8_192;
/** Stages in a row; the cost of one is a share of theirs. */
const STAGES_IN_A_ROW = 8;
/** Stage boundaries that a reading passes in the pipeline: into parse, filter, calibrate, partition and out of it. */
const BOUNDARIES_OF_A_READING = 5;

const NS_ITEM: Figure = { name: 'nsPerItem', title: 'ns an item and boundary', decimals: 0 };
const NS_READING: Figure = { name: 'nsPerReading', title: 'ns a reading and boundary', decimals: 3 };
const OF_TEN_MILLION: Figure = { name: 'sPer10M', title: 's per 10 M readings', decimals: 3 };

interface Item {
  readonly count: number;
}

type Carrier = (items: readonly Item[]) => void | Promise<void>;

/** Every way to hand an item from stage to stage, `STAGES_IN_A_ROW` times. */
const CARRIERS: Readonly<Record<string, Carrier>> = {
  'plain loop': (items) => {
    const steps = Array.from({ length: STAGES_IN_A_ROW }, () => touch);
    for (const item of items) {
      let handed = item;
      for (const step of steps) handed = step(handed);
    }
  },
  'highland: expand': carriedBy(() => expand((item: Item) => [touch(item)])),
  'highland: mapAsync': carriedBy(() => mapAsync((item: Item) => Promise.resolve(touch(item)))),
  'async iterable to highland and back: flow': async (items) => {
    let source: AsyncIterable<Item> = asSource(items);
    for (let i = 0; i < STAGES_IN_A_ROW; i++) source = flow(source, (input) => input);
    for await (const item of source) touch(item);
  },
};

let touched = 0;
function touch(item: Item): Item {
  touched = (touched + item.count) | 0;
  return item;
}

function carriedBy(stage: () => Stage<Item, Item>): Carrier {
  return async (items) => {
    const inARow = Array.from({ length: STAGES_IN_A_ROW }, stage);
    const all: Stage<Item, Item> = (input) => inARow.reduce((stream, each) => each(stream), input);
    for await (const item of flow(asSource(items), all)) touch(item);
  };
}

/** What it costs to carry readings from one stage to the next, in batches and one by one. */
export const boundaries: Section = {
  name: 'boundaries',
  title: 'Between the stages',
  async run({ quick, rounds, progress }) {
    const items = quick ? 20_000 : 200_000;
    const rows: Row[] = [];
    for (const [who, carry] of Object.entries(CARRIERS)) {
      const all = Array.from({ length: items }, () => ({ count: BATCH_READINGS }));
      const seconds = await secondsOf(rounds ?? (quick ? 3 : 7), () => carry(all));
      const nsPerItem = (seconds * 1e9) / items / STAGES_IN_A_ROW;
      rows.push(
        rowOf('batches of 8,192 readings', who, nsPerItem, BATCH_READINGS),
        rowOf('one reading at a time', who, nsPerItem, 1),
      );
      progress(`${who}: ${nsPerItem.toFixed(0)} ns`);
    }
    return {
      method: `${STAGES_IN_A_ROW} stages in a row that do nothing, medians. An item costs the same whatever it holds: so that a batch makes it free and a reading alone does not. The last column is for the ${BOUNDARIES_OF_A_READING} boundaries that a reading passes.`,
      figures: [NS_ITEM, NS_READING, OF_TEN_MILLION],
      plotted: NS_READING.name,
      rows: rows.sort((a, b) => a.case.localeCompare(b.case)),
      skipped: [],
    };
  },
};

function rowOf(title: string, who: string, nsPerItem: number, readings: number): Row {
  const nsPerReading = nsPerItem / readings;
  return {
    case: title,
    who,
    figures: {
      [NS_ITEM.name]: nsPerItem,
      [NS_READING.name]: nsPerReading,
      [OF_TEN_MILLION.name]: (nsPerReading * 10e6 * BOUNDARIES_OF_A_READING) / 1e9,
    },
  };
}
