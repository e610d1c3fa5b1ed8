import type { Rule } from 'eslint';

export const typedApiRule: Rule.RuleModule;
