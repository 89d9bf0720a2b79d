const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The number in a field of a table, with a decimal point, or what is wrong with it and what to write. */
export function numberField(text: string): number | { readonly problem: string } {
  const problem = `"${text}" is not a number`;
  if (/^[+-]?\d*,\d+$/.test(text)) return { problem: `${problem}; write ${text.replace(',', '.')}, with a point` };
  if (!NUMBER.test(text)) return { problem };
  // What a decimal comma leaves of 0,0123 would else pass for a whole number.
  if (/^[+-]?0\d+$/.test(text))
    return { problem: `${problem}: it begins with 0 like the end of a number with a decimal comma; write a point` };
  const number = Number(text);
  return Number.isFinite(number) ? number : { problem: `"${text}" is too large a number` };
}
