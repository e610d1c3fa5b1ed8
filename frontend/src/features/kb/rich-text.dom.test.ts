import { describe, expect, it } from 'vitest';
import { fitsRichText } from './rich-text';

describe('fitsRichText', () => {
  it('takes headings, lists, links and code', () => {
    expect(fitsRichText('<h2>Steps</h2><ol><li>One <a href="/x">link</a></li></ol><pre><code>a</code></pre>')).toBe(true);
  });

  it('takes images of articles', () => {
    expect(fitsRichText('<p><img src="/api/v1/article-images/1f" alt="a"></p>')).toBe(true);
  });

  it('takes tables', () => {
    expect(fitsRichText('<table><thead><tr><th>Plan</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>')).toBe(true);
  });

  it.each(['<table><caption>a</caption><tr><td>1</td></tr></table>', '<table><tr><td align="right">1</td></tr></table>', '<p><img src="/a.png" alt="a"></p>', '<details>x</details>'])(
    'leaves %s to the source',
    (html) => {
      expect(fitsRichText(html)).toBe(false);
    },
  );
});
