/** A zone with its hours, in a line above the readings. */
const HOURS = /(?:\b|TZ)(?:GMT|UTC)\s*[+-]\s*\d/;
const UTC_ALONE = /\b(?:GMT|UTC)\b/;
/** Lines above the readings that may say a zone in letters. */
const OF_ZONE = /zone|\bTZ|time|heure|zeit/i;

/** Letters of standard and summer time, and a place of the IANA data base that has both. */
const LETTERS: readonly (readonly [letters: string, name: string])[] = [
  ['NST NDT', 'America/St_Johns'],
  ['AST ADT', 'America/Halifax'],
  ['EST EDT', 'America/New_York'],
  ['CST CDT', 'America/Chicago'],
  ['MST MDT', 'America/Denver'],
  ['PST PDT', 'America/Los_Angeles'],
  ['AKST AKDT', 'America/Anchorage'],
  ['HST', 'Pacific/Honolulu'],
  ['WET', 'Europe/Lisbon'],
  ['BST', 'Europe/London'],
  ['CET CEST MEZ MESZ', 'Europe/Paris'],
  ['EET EEST', 'Europe/Athens'],
  ['SAST', 'Africa/Johannesburg'],
  ['JST', 'Asia/Tokyo'],
  ['AWST', 'Australia/Perth'],
  ['ACST ACDT', 'Australia/Adelaide'],
  ['AEST AEDT', 'Australia/Sydney'],
  ['NZST NZDT', 'Pacific/Auckland'],
];
const NAME_OF = new Map(LETTERS.flatMap(([letters, name]) => letters.split(' ').map((one) => [one, name] as const)));

/** What a file says of the zone of its times: hours from UTC, which are read, or letters, which several places have. */
export interface SaidZone {
  /** For the key `zone`. */
  readonly zone: string;
  readonly doubt?: string;
}

/** The zone that the name of the times' column or lines above the readings say; undefined where they say none. */
export function zoneSaid(above: readonly string[], column: string): SaidZone | undefined {
  if (HOURS.test(column) || above.some((line) => HOURS.test(line))) return { zone: 'header' };
  for (const text of [column, ...above.filter((line) => OF_ZONE.test(line))]) {
    if (UTC_ALONE.test(text)) return { zone: 'header' };
    for (const letters of text.match(/\b[A-Z]{3,4}\b/g) ?? []) {
      const name = NAME_OF.get(letters);
      if (name === undefined) continue;
      return {
        zone: name,
        doubt: `the zone is said in letters, ${letters}, which are taken for ${name}, with its summer time: if its clock stays at one time all year, write the hours of that, as in zone = "-05:00"`,
      };
    }
  }
  return undefined;
}
