import { readFileSync } from 'node:fs';
import test from 'ava';
import { projectPath } from '../support/pluvio.js';
import { sessionPicture } from './support/session.js';
import { shownPicture } from './support/shown-picture.js';

test('docs/rain.svg is what the demo and the command of README.md draw (else: npm run docs)', (t) => {
  t.timeout(120_000);
  t.is(shownPicture().toString('utf8'), readFileSync(projectPath('docs/rain.svg'), 'utf8'));
});

test('docs/session.svg is what a terminal shows of its commands (else: npm run docs)', (t) => {
  t.timeout(120_000);
  t.is(sessionPicture(), readFileSync(projectPath('docs/session.svg'), 'utf8'));
});
