import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['dist/', 'node_modules/'] },
	js.configs.recommended,
	{
		files: ['ts/**/*.ts', 'parts/**/*.ts'],
		extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
		languageOptions: {
			parserOptions: {
				project: ['tsconfig.json', 'ts/worker/tsconfig.json', 'ts/sw/tsconfig.json', 'tsconfig.test.json'],
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			eqeqeq: 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/explicit-module-boundary-types': 'error',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			// What node:test returns is awaited by its runner.
			'@typescript-eslint/no-floating-promises': [
				'error',
				{
					allowForKnownSafeCalls: [
						{ from: 'package', package: 'node:test', name: ['test', 'describe', 'it'] },
					],
				},
			],
			// An index is often known to be there, where noUncheckedIndexedAccess cannot see it.
			'@typescript-eslint/no-non-null-assertion': 'off',
			// tsconfig.json wants brackets for names that come from an index signature.
			'@typescript-eslint/dot-notation': 'off',
			// A run's methods may do nothing; an arrow may pass on a call's void.
			'@typescript-eslint/no-empty-function': 'off',
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
		},
	},
	{
		files: ['**/*.ts', '**/*.mjs'],
		ignores: ['e2e/**'],
		rules: {
			'max-len': [
				'error',
				{
					code: 119,
					tabWidth: 4,
					ignoreStrings: true,
					ignoreTemplateLiterals: true,
					ignoreRegExpLiterals: true,
				},
			],
		},
	},
	{
		// Of what runs in Node, some functions are sent into a page.
		files: ['**/*.mjs'],
		languageOptions: { globals: { ...globals.node, ...globals.browser } },
	},
);
