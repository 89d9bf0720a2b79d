import { PRODUCTS, type Product } from './index.js';

/** What an output is called that was set aside as damaged. */
const ASIDE = '(?:\\.damaged-[0-9a-f]{8})?$';

let known: readonly RegExp[] | undefined;

/** Whether a path, from wherever it starts, is that of an output: outputs may lie among raw files, and are none. */
export function isProductPath(path: string): boolean {
  known ??= patternsOf(PRODUCTS);
  return known.some((pattern) => pattern.test(path));
}

/** A pattern for all products whose paths differ in their names alone. */
function patternsOf(products: readonly Product[]): RegExp[] {
  const names = new Map<string, Set<string>>();
  for (const product of products) {
    const { shape, name } = shapeOf(product);
    names.set(shape, (names.get(shape) ?? new Set()).add(name));
  }
  return Array.from(names, ([shape, of]) => {
    const groups = { gauge: '([^/]+)', year: '(\\d{4})', name: `(?:${[...of].join('|')})` };
    return new RegExp(`(?:^|/)${shape.replace(/<(gauge|year|name)>/g, seen(groups))}${ASIDE}`);
  });
}

/** What stands for a word: a group where it is met first, then what that group matched. */
function seen(groups: Readonly<Record<string, string>>): (whole: string, word: string) => string {
  const met: string[] = [];
  return (_, word) => {
    if (met.includes(word)) return `\\${met.indexOf(word) + 1}`;
    if (word !== 'name') met.push(word);
    return groups[word]!;
  };
}

/** A path as a pattern, with `<gauge>` and `<year>`, and with `<name>` where the name of the file stands in it. */
function shapeOf({ path, isTable }: Product): { shape: string; name: string } {
  const [, stem, extension] = /^(.*)\.([a-z0-9]+)$/.exec(path)!;
  const file = stem!.slice(stem!.lastIndexOf('/') + 1);
  const name = /_([a-z]+)_<year>$/.exec(file)?.[1] ?? '';
  const shape = name === '' ? stem! : `${stem!.slice(0, -`${name}_<year>`.length)}<name>_<year>`;
  // A year's file is one of ours in whatever format: others were made by other versions.
  const ends = name !== '' ? '[a-z0-9]+' : isTable ? `(?:${extension!}|parquet)` : extension!;
  return { shape: `${shape}\\.${ends}`, name };
}
