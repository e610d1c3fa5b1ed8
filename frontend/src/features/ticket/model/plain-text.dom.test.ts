import { describe, expect, it } from 'vitest';

import { htmlToText, textToHtml } from './plain-text';

describe('htmlToText', () => {
  it.each([
    '<ul><li>one</li><li>two</li></ul>',
    '<ol><li><p>one</p></li><li><p>two</p></li></ol>',
    '<div><p>one</p><p>two</p></div>',
    '<table><tbody><tr><td>one</td><td>two</td></tr></tbody></table>',
    '<table><tbody><tr><td>one</td></tr><tr><td>two</td></tr></tbody></table>',
    '<dl><dt>one</dt><dd>two</dd></dl>',
    '<blockquote><h2>one</h2>two</blockquote>',
    '<ul><li>one<ul><li>two</li></ul></li></ul>',
    '<details><summary>one</summary>two</details>',
    '<p>one<br>two</p>',
  ])('never makes one word of two: %s', (html) => {
    expect(htmlToText(html).trim().split(/\s+/)).toEqual(['one', 'two']);
  });

  it('gives back the lines of a plain field', () => {
    for (const text of ['one\ntwo', 'one\n\ntwo', '  one', 'one\n']) expect(htmlToText(textToHtml(text))).toBe(text);
  });
});
