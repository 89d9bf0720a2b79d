import { caselessName } from '../../../domain/names.js';
import { namesOf, type Gauge } from '../../../domain/network.js';

/** A word as spellings of one name have it in common. */
function rootOf(word: string): string {
  return caselessName(word).replaceAll(/[-_.\s]/g, '');
}

/** Aliases of a gauge that look like several with blanks between them: a word alone is nearly another of its names. */
export function joinedAliases(gauge: Gauge): string[] {
  return gauge.aliases.filter((alias) => {
    const words = alias.split(/\s+/);
    if (words.length < 2) return false;
    const others = namesOf(gauge).filter((name) => name !== alias);
    const roots = others.map(rootOf);
    return words.some((word) => roots.includes(rootOf(word)));
  });
}

/** What a run says of an alias that looks like several. */
export function joinedAliasText(gauge: Gauge, alias: string): string {
  const several = alias.split(/\s+/).join('|');
  return `the gauges table: "${alias}" is one alias of ${gauge.name}, with blanks; if it is several, write ${several}`;
}
