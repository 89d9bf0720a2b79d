import { readFileSync } from 'node:fs';
import { projectPath } from '../../support/pluvio.js';

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page of the project, in order. */
export function blocksOf(page: string): Block[] {
  const text = readFileSync(projectPath(page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, body]) => ({
    language: language!,
    text: body!,
  }));
}
