import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'dist.*/**',
      'coverage/**',
      'eslint.config.js',
      'scripts/**',
      // AssemblyScript: its types are not TypeScript's, and its compiler checks them.
      '**/assembly/**',
      '.dependency-cruiser.cjs',
      'fixtures/cases/**',
      'ava.config.js',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Hot loops index typed arrays whose bounds the loop itself guarantees.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/prefer-literal-enum-member': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // More than four values are told apart by name. In the tests the runner's context comes before what they are about.
    files: ['src/**/*.ts', 'streams/**/*.ts', 'fixtures/**/*.ts', 'bench/**/*.ts'],
    // To be done: these take five or six.
    ignores: [
      'src/formats/csv/series-csv.ts',
      'src/formats/parquet/{hybrid,write}.ts',
      'src/pipeline/quality/read-records.ts',
      // Hot loops of the stages.
      'streams/kernels/partition/row-block.ts',
      'streams/kernels/settle/year-table.ts',
    ],
    rules: { 'max-params': ['error', 4] },
  },
  {
    // The host's clock, environment, console and exit belong to the command line alone.
    files: ['src/**/*.ts', 'streams/**/*.ts'],
    // The page's clock is its reader's.
    ignores: ['src/cli/**', 'src/page/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/cli reads the environment.' },
        { object: 'process', property: 'exit', message: 'Only src/cli ends the process.' },
        { object: 'Date', property: 'now', message: 'The clock is injected; only src/cli reads it.' },
      ],
    },
  },
);
