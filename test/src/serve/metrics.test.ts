import { readFileSync } from 'node:fs';
import test from 'ava';
import { projectPath } from '../cli/pluvio.js';
import { published } from './support/published.js';
import { serving } from './support/serving.js';

const METRIC = /\bpluvio_\w+/g;

test('the dashboard and the rules of examples speak of metrics that /metrics has', async (t) => {
  const { out } = await published(t, 1);
  const { get } = await serving(t, out);
  await get('/api/v1/gauges');
  const told = await (await get('/metrics')).text();
  const names = new Set(told.split('\n').flatMap((line) => /^(\w+)[{ ]/.exec(line)?.[1] ?? []));
  const { panels } = JSON.parse(readFileSync(projectPath('examples/grafana-dashboard.json'), 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const exprs = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const rules = readFileSync(projectPath('examples/prometheus-rules.yml'), 'utf8');
  exprs.push(...[...rules.matchAll(/^ +expr: (.*)$/gm)].map(([, expr]) => expr!));
  t.true(exprs.length >= 10);
  for (const expr of exprs) {
    const used = expr.match(METRIC) ?? [];
    t.true(used.length > 0, expr);
    for (const name of used) t.true(names.has(name), name);
  }
});
