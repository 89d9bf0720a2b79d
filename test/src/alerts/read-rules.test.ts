import { readFileSync } from 'node:fs';
import test from 'ava';
import { readRules } from '../../../src/alerts/read-rules.js';
import { PluvioError } from '../../../src/domain/errors.js';
import { projectPath } from '../cli/pluvio.js';

function problemsOf(text: string): string[] {
  try {
    readRules(text, 'alerts.toml');
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
