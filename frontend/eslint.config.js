import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { typedApiRule } from './build/eslint-api.js';
import { LONG_FUNCTIONS } from './build/long-functions.js';
import { zonesRule } from './build/eslint-zones.js';

const src = fileURLToPath(new URL('./src', import.meta.url));

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'public', 'src/shared/api/schema.d.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { files: ['**/*.js'], languageOptions: { globals: globals.node } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked, jsxA11y.flatConfigs.recommended],
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.preact.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { candor: { rules: { zones: zonesRule, 'typed-api': typedApiRule } }, 'react-hooks': reactHooks },
    rules: {
      'candor/zones': ['error', { src }],
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='type'] > Literal[value='number']",
          message: 'It drops a comma without a word: 12,5 becomes 125. Use NumberField of shared/ui.',
        },
      ],
      'max-lines': ['error', { max: 400 }],
    },
  },
  { files: ['src/**/*.tsx'], rules: { 'max-lines-per-function': ['error', { max: 120 }] } },
  { files: ['src/**/*.ts'], rules: { 'max-lines-per-function': ['error', { max: 60 }] } },
  ...Object.entries(LONG_FUNCTIONS).map(([file, max]) => ({
    files: [file],
    rules: { 'max-lines-per-function': ['error', { max }] },
  })),
  {
    files: ['src/{app,features,shared,widget}/**/*.{ts,tsx}'],
    ignores: ['src/shared/api/{client,contract,upload}.ts', 'src/widget/{app/api,loader/collector,loader/widget,recorder/server}.ts', '**/*.test.{ts,tsx}', 'src/**/testing/**'],
    rules: { 'candor/typed-api': 'error' },
  },
  {
    files: ['src/{app,features,shared}/**/*.{ts,tsx}'],
    ignores: ['src/shared/testing/{answers,server}.ts', 'src/shared/api/client.dom.test.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'msw',
              allowTypeImports: true,
              message: 'Answer by `answer` and `refusal` of shared/testing/answers: they hold the shapes of the schema.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'src/**/testing/**'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/require-await': 'off',
      'max-lines-per-function': 'off',
    },
  },
);
