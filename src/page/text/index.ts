import { en, type Text } from './en.js';
import { fr } from './fr.js';

export type { Text };

/** Every language of the page. */
export const TEXTS: Readonly<Record<'en' | 'fr', Text>> = { en, fr };

/** A text with its places filled: `{0}`, `{1}`, … */
export function filled(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (_, i: string) => String(values[Number(i)] ?? ''));
}
