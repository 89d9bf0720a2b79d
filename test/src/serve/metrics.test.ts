import { readFileSync } from 'node:fs';
import test from 'ava';
import { projectPath } from '../../support/pluvio.js';
import { updating } from '../../support/updating.js';
import { published } from './support/published.js';
import { serving } from './support/serving.js';

const METRIC = /\bpluvio_\w+/g;

test('the dashboard and the rules of examples speak of metrics that serve or update has', async (t) => {
  const { out, folder } = await published(t, 1);
  const { get } = await serving(t, out);
  await get('/api/v1/gauges');
  const { url } = await updating(t, folder);
  const told = `${await (await get('/metrics')).text()}${await (await fetch(url)).text()}`;
  // A counter by codes of errors has no line before the first error.
  const names = new Set(told.split('\n').flatMap((line) => /^(?:# TYPE )?(\w+)[{ ]/.exec(line)?.[1] ?? []));
  const { panels } = JSON.parse(readFileSync(projectPath('examples/grafana-dashboard.json'), 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const exprs = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const rules = readFileSync(projectPath('examples/prometheus-rules.yml'), 'utf8');
  exprs.push(...[...rules.matchAll(/^ +expr: (.*)$/gm)].map(([, expr]) => expr!));
  t.true(exprs.length >= 20);
  for (const expr of exprs) {
    const used = expr.match(METRIC) ?? [];
    t.true(used.length > 0, expr);
    for (const name of used) t.true(names.has(name), name);
  }
});
