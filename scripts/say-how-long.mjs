// Tests take minutes: whoever starts them is told so before the first one is done.
process.stdout.write(
  'All tests take about 12 minutes on two cores; one file: npx ava dist/test/<path>.test.js. What needs a tool that is not here is counted as skipped.\n',
);
