import { BUILT_IN } from './built-in/descriptions.js';
import type { Description } from './description/description.js';
import { readDescription } from './description/read-description.js';

export { NETWORK_LINE, RAW_FORMATS } from './formats-list.js';

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
