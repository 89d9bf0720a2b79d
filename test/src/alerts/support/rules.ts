import { readRules } from '../../../../src/alerts/read-rules.js';
import type { AlertSettings } from '../../../../src/alerts/rules.js';

/** Settings of a file of rules that tells somebody by a webhook that nobody asks. */
export function settingsOf(text: string): AlertSettings {
  return readRules(`${text}\n[webhook]\nurl = "http://127.0.0.1:9/"\n`, 'alerts.toml');
}
