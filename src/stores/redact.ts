/** As long as this, a password stands in no text by chance: it is taken out wherever it is. */
const ANYWHERE_LENGTH = 8;
/** As long as this, it is taken out where it stands as a word. */
const WORD_LENGTH = 4;
/** Signs within which a password is no word of its own. */
const WORD_SIGN = String.raw`[\p{L}\p{N}_]`;

/**
 * A function that takes a password out of text that a server or a library may have put it in. A short one is not looked
 * for everywhere: taking every "a" out would spoil the text, and tell the password. Whatever its length, it is taken out
 * where passwords stand: after PASS or a word for password, and in the login of a URL.
 */
export function redactor(password: string): (text: string) => string {
  const patterns = formsOf(password).map((form) => patternOf(form));
  return (text) =>
    patterns.reduce(
      (clean, pattern) => clean.replaceAll(pattern, (_, said?: string, login?: string) => `${said ?? login ?? ''}***`),
      text,
    );
}

/** The password as it was given, as a URL has it, and as its bytes look to a client that takes them for latin1. */
function formsOf(password: string): string[] {
  const forms = [password, encodeURIComponent(password), Buffer.from(password, 'utf8').toString('latin1')];
  return [...new Set(forms)].filter((form) => form !== '').sort((a, b) => b.length - a.length);
}

function patternOf(form: string): RegExp {
  const secret = form.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const ended = `${secret}(?!${WORD_SIGN})`;
  const places = [
    String.raw`(\b(?:PASS|passwd|password|passwort|pwd|mot de passe)\b(?:\s+is)?\s*[:=]?\s*["'(«]?)${ended}`,
    String.raw`(:\/\/[^\s/@:]*:)${secret}(?=@)`,
  ];
  if (form.length >= ANYWHERE_LENGTH) places.push(secret);
  else if (form.length >= WORD_LENGTH) places.push(`(?<!${WORD_SIGN})${ended}`);
  return new RegExp(places.join('|'), 'giu');
}
