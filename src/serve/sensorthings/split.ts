import { RequestProblem } from '../http/problem.js';

/** Splits at a sign that stands outside of quotes and parentheses. Throws 400 where those do not close. */
export function splitOutside(text: string, sign: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === "'") isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === sign && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
    if (depth < 0) break;
  }
  if (depth !== 0 || isQuoted)
    throw new RequestProblem(400, `"${text.slice(0, 60)}": ${isQuoted ? 'a quote' : 'a parenthesis'} does not close`);
  return [...parts, text.slice(from)];
}
