import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const STYLES = join(dirname(fileURLToPath(import.meta.url)), 'app/styles');
const SHEETS = ['base', 'frame', 'conversation'].map((name) => readFileSync(join(STYLES, `${name}.css`), 'utf8'));
const FIELD = /(^|[\s>+~(,])(input|textarea|select)\b/;

interface Rule {
  media: string;
  selector: string;
  body: string;
}

/** The rules of a sheet, those of media queries with their condition. */
function rulesOf(css: string): Rule[] {
  const rules: Rule[] = [];
  const read = (text: string, media: string): void => {
    for (const [, head = '', inner = '', body = ''] of text.matchAll(/([^{}]+)\{(?:((?:[^{}]+\{[^{}]*\}\s*)+)|([^{}]*))\}/g)) {
      const selector = head.trim();
      if (inner) read(inner, selector);
      else rules.push({ media, selector, body });
    }
  };
  read(css.replace(/\/\*[\s\S]*?\*\//g, ''), '');
  return rules;
}

const sizing = SHEETS.flatMap(rulesOf).filter((rule) => FIELD.test(rule.selector) && /(^|[;\s])font(-size)?\s*:/.test(rule.body));

describe('fields on a touch screen', () => {
  const large = sizing.filter((rule) => /font-size:\s*16px\s*!important/.test(rule.body));

  it('have one rule for all of them, which none can overrule', () => {
    expect(large).toHaveLength(1);
    for (const tag of ['input', 'textarea', 'select']) expect(large[0]?.selector).toContain(tag);
    for (const rule of sizing) if (rule !== large[0]) expect(rule.body).not.toContain('!important');
  });

  it.each(['(pointer: coarse)', '(any-pointer: coarse)', '(max-width: 640px)'])('follow it on %s', (condition) => {
    expect(large[0]?.media).toContain(condition);
  });
});
