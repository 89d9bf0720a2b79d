import type { Settings } from './quality-test.js';

/** Settings of quality tests that are not the default, by `test.setting`, sorted by name. */
export type QualitySet = Readonly<Record<string, number>>;

/** One set over another. */
export function joinedSet(before: QualitySet, more: QualitySet): QualitySet {
  const both = Object.entries({ ...before, ...more });
  return Object.fromEntries(both.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The settings of each test that has some. */
export function settingsByTest(set: QualitySet): Map<string, Settings> {
  const byTest = new Map<string, Settings>();
  for (const [name, value] of Object.entries(set)) {
    const [test = '', setting = ''] = name.split('.');
    byTest.set(test, { ...byTest.get(test), [setting]: value });
  }
  return byTest;
}
