import { BUILT_IN } from './built-in/descriptions.js';
import { CODED } from './formats-list.js';
import type { RawFormat } from './raw-format.js';
import type { Description } from './description/description.js';
import { describedForm } from './described/described-form.js';
import { readDescription } from './description/read-description.js';

export { RAW_FORMATS } from './formats-list.js';

/** The description of a built-in format as TOML; undefined where there is none of this name. */
export function builtInText(name: string): string | undefined {
  return BUILT_IN.find((format) => format.name === name)?.toml;
}

/** A built-in format, described; undefined where there is none of this name. */
export function builtInDescription(name: string): Description | undefined {
  const text = builtInText(name);
  return text === undefined ? undefined : { ...readDescription(text, `${name}.toml`), name };
}

/** A description of one's own, which may start from a built-in one. */
export function ownDescription(text: string, file: string): Description {
  return readDescription(text, file, builtInText);
}

/** A format by its name, of those that are code (`coded`) and those that are built in; undefined where there is none. */
export function rawFormat(name: string, coded = CODED): RawFormat | undefined {
  const known = coded.find((format) => format.name === name);
  const description = known ? undefined : builtInDescription(name);
  return known ?? (description && describedFormat(description));
}

/** The format that a description describes. */
export function describedFormat(description: Description): RawFormat {
  return { name: description.name, summary: '', form: (context) => describedForm(description, context) };
}
