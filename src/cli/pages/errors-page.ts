import { ERROR_CODES } from '../../domain/errors.js';

/** `docs/errors.md`: every error code, from the table that the program itself uses. */
export function errorsPage(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, { exit, means }]) => `| \`${code}\` | ${exit} | ${means} |`);
  return `# Errors

Made from \`src/domain/errors.ts\` by \`npm run docs\`; a test compares. An error is one sentence on stderr: what was wrong,
the value seen, and what to do; \`--debug\` adds a stack trace. The code stands in the log lines of \`--log-format json\` and in
\`PluvioError.code\` of the library. A test provokes every one of them through the command line.

| code | exit | means |
|---|---|---|
${rows.join('\n')}

Exit codes: 0 done · 1 a bug · 2 usage or configuration · 3 lines could not be used, with \`--strict\` · 4 the remote side or
the disk failed, nothing lost, run again · 5 another run holds the lock · 130 ended by a signal.
`;
}
