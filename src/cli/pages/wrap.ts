/** Columns that a text keeps beside what it is set under. */
const LEAST_COLUMNS = 20;

/**
 * Breaks lines that are wider than a terminal between words. What follows a gap of two blanks or more is the text of a
 * table: its further lines stand under its first.
 */
export function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrappedLine(line, columns))
    .join('\n');
}

function wrappedLine(line: string, columns: number): string {
  if (line.length <= columns) return line;
  const lead = /^\s*(?:\S+(?: \S+)*\s{2,})?/.exec(line)![0];
  const indent = lead.length <= Math.max(0, columns - LEAST_COLUMNS) ? lead.length : 4;
  const rows = [lead];
  let isEmpty = true;
  for (const word of line.slice(lead.length).split(' ')) {
    const row = rows.at(-1)!;
    if (isEmpty) rows[rows.length - 1] = row + word;
    else if (row.length + 1 + word.length <= columns) rows[rows.length - 1] = `${row} ${word}`;
    else rows.push(' '.repeat(indent) + word);
    isEmpty = false;
  }
  return rows.join('\n');
}
