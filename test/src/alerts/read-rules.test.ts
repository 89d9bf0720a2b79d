import { readFileSync } from 'node:fs';
import test from 'ava';
import { readRules } from '../../../src/alerts/read-rules.js';
import { PluvioError } from '../../../src/domain/errors.js';
import { projectPath } from '../../support/pluvio.js';

function problemsOf(text: string, known?: readonly string[]): string[] {
  try {
    readRules(text, 'alerts.toml', known);
    return [];
  } catch (error) {
    if (!(error instanceof PluvioError) || error.code !== 'CONFIG') throw error;
    return error.message.split('\n');
  }
}

test('examples/alerts.toml has every kind of rule, and is read', (t) => {
  const { rules, digest, quiet, mail } = readRules(
    readFileSync(projectPath('examples/alerts.toml'), 'utf8'),
    'alerts.toml',
  );
  const kinds = ['battery', 'disk', 'gap', 'left_files', 'rain', 'run_failed', 'run_late', 'silent', 'stuck'];
  t.deepEqual([...new Set(rules.map(({ kind }) => kind))].sort(), kinds);
  t.deepEqual([digest, quiet], [480, { from: 1320, to: 420 }]);
  t.is(mail?.server, 'smtp://smtp.example.org:587');
});

test('readRules: all that is wrong is named, by rule', (t) => {
  const rule = '[[rule]]\nkind = "silent"\nfor = "1h"\n';
  const webhook = '[webhook]\nurl = "https://example.org/"\n';
  t.deepEqual(problemsOf(webhook + rule), []);
  t.regex(problemsOf(rule)[0]!, /nobody is told/);
  t.regex(problemsOf(`${webhook}[[rule]]\nkind = "sillent"\n`)[0]!, /^Cannot use alerts\.toml: rule 1, kind: /);
  const two = problemsOf(`quiet = "22-7"\n${webhook}${rule}[[rule]]\nkind = "silent"\nfor = "soon"\n`);
  t.regex(two.join('\n'), /quiet: "22-7" is not [^]*rule 2, for: "soon" is not a duration/);
  t.regex(problemsOf(webhook + rule + rule)[0]!, /rule 2: the same as rule 1/);
  t.regex(problemsOf(`${webhook}\n[[rule]\nkind = 1\n`)[0]!, /^Cannot read alerts\.toml, line 4: /);
  t.regex(problemsOf(`${webhook}[[rule]]\nkind = "silent"\nfor = "1h"\nfore = 2\n`)[0]!, /rule 1: .*fore/);
});

test('readRules: gauges that the table does not have are named, each with its line; without a table any name is taken', (t) => {
  const text = `[webhook]
url = "https://example.org/"
[[rule]]
kind = "silent"
for = "1h"
gauges = ["Lez", "Lezz"]

[[rule]]
kind = "run_failed"

[[rule]] # of batteries
gauges = [
  "Lez",
  'Polytec',  # not so
]
kind = "battery"
under = 11.8
`;
  t.deepEqual(problemsOf(text), []);
  t.deepEqual(problemsOf(text, ['Lez', 'Lezz', 'Polytec']), []);
  t.deepEqual(problemsOf(text, ['Lez', 'Polytech']), [
    'Cannot use alerts.toml, line 6: rule 1, gauges: "Lezz" is no gauge of the table; there are Lez, Polytech',
    'Cannot use alerts.toml, line 14: rule 3, gauges: "Polytec" is no gauge of the table; there are Lez, Polytech',
  ]);
  const inLine = `rule = [{ kind = "silent", for = "1h", gauges = ["Nobody"] }]\n[webhook]\nurl = "https://example.org/"\n`;
  t.regex(problemsOf(inLine, ['Lez'])[0]!, /^Cannot use alerts\.toml: rule 1, gauges: "Nobody"/);
});
