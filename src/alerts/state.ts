import { z } from 'zod';

const stamp = z.number();

/** Something that lasts: from the first finding on; told once it has opened. */
const incident = z.object({
  key: z.string(),
  /** The rule's id. */
  rule: z.string(),
  gauge: z.string().nullable(),
  /** From 1 on, once it has opened; null: not yet. */
  id: z.int().nullable(),
  badSinceS: stamp,
  openedS: stamp.nullable(),
  /** Since when all has been well; null: it is not. */
  wellSinceS: stamp.nullable(),
  closedS: stamp.nullable(),
  acknowledgedS: stamp.nullable(),
  text: z.string(),
});

/** How a message fares on one way to whoever is told. */
const delivery = z.object({
  attempts: z.int(),
  notBeforeS: stamp,
  /** Whether an earlier attempt may have arrived: it was begun, and nobody noted how it ended. */
  isUnsure: z.boolean(),
  isDone: z.boolean(),
  why: z.string().nullable(),
});

const message = z.object({
  id: z.string(),
  kind: z.enum(['alert', 'end', 'digest', 'test']),
  subject: z.string(),
  text: z.string(),
  /** Ids of the incidents that it tells of. */
  incidents: z.array(z.int()),
  createdS: stamp,
  to: z.record(z.string(), delivery),
});

/** All that the alerter knows from one look to the next. */
const state = z.object({
  version: z.literal(1),
  nextId: z.int(),
  nextMessage: z.int(),
  /** Stands in the ids of messages, so that they are told apart from those of other networks. */
  name: z.string(),
  /** Those that last, and those that closed since the last digest. */
  incidents: z.array(incident),
  outbox: z.array(message),
  /** By gauge: rain up to there was looked at. */
  seenS: z.record(z.string(), stamp),
  /** The local day of the last digest. */
  digestDay: z.string().nullable(),
});

export type Incident = z.infer<typeof incident>;
export type Delivery = z.infer<typeof delivery>;
export type Message = z.infer<typeof message>;
export type AlertState = z.infer<typeof state>;

/** Of an alerter that knows nothing yet. */
export function newState(name: string): AlertState {
  return { version: 1, nextId: 1, nextMessage: 1, name, incidents: [], outbox: [], seenS: {}, digestDay: null };
}

/** The state that bytes hold; undefined where they hold none. */
export function parseState(bytes: Uint8Array): AlertState | undefined {
  try {
    return state.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Incidents that are open, in the order that they opened in. */
export function openIncidents({ incidents }: AlertState): (Incident & { id: number; openedS: number })[] {
  const isOpen = (one: Incident): one is Incident & { id: number; openedS: number } =>
    one.id !== null && one.openedS !== null && one.closedS === null;
  return incidents.filter(isOpen);
}
