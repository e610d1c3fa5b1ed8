import { render } from 'preact';
import { describe, expect, it } from 'vitest';
import { isSafeLink, Rich } from './rich';
import type { Citation, TextNode } from './types';

function shown(nodes: TextNode[], citations: Citation[] = []): HTMLElement {
  const box = document.createElement('div');
  render(<Rich nodes={nodes} base="https://support.test" citations={citations} onCite={() => undefined} citeLabel={(each) => each.title} />, box);
  return box;
}

/** What no server of ours sends: the panel holds anyhow. */
const untold = (nodes: object[]) => nodes as TextNode[];

describe('Rich', () => {
  it('renders markup in a text as text', () => {
    const box = shown([{ t: 'p', c: ['<img src=x onerror=alert(1)>'] }]);
    expect(box.querySelector('img')).toBeNull();
    expect(box.textContent).toBe('<img src=x onerror=alert(1)>');
  });

  it('shows images of articles from our own server alone, and tells others by their description', () => {
    const own = '/api/v1/widget/article-images/1f?pass=x';
    const box = shown([
      { t: 'p', c: [{ t: 'img', src: own, a: { alt: 'The form', width: '40' } }] },
      { t: 'p', c: [{ t: 'img', src: 'https://track.test/p.png', a: { alt: 'Logo' } }] },
    ]);
    const [picture, ...more] = box.querySelectorAll('img');
    expect(picture?.src).toBe(`https://support.test${own}`);
    expect(picture?.alt).toBe('The form');
    expect(more).toEqual([]);
    expect(box.textContent).toBe('[Logo]');
  });

  it('makes no element that is not on its list', () => {
    const box = shown(untold([{ t: 'script', c: ['alert(1)'] }, { t: 'iframe', c: [] }]));
    expect(box.querySelector('script,iframe')).toBeNull();
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.test', 'vbscript:x'])('does not follow %s', (href) => {
    expect(isSafeLink(href)).toBe(false);
    expect(shown([{ t: 'a', href, c: ['here'] }]).querySelector('a')).toBeNull();
  });

  it('keeps what carries meaning, and no other attribute', () => {
    const box = shown(untold([
      { t: 'ol', a: { start: '3', type: 'a', reversed: '', onclick: 'x()', style: 'x' }, c: [{ t: 'li', a: { value: '7' }, c: ['one'] }] },
      { t: 'table', c: [{ t: 'tr', c: [{ t: 'td', a: { colspan: '2' }, c: ['a'] }, { t: 'td', c: ['b'] }] }] },
      { t: 'p', a: { 'data-plain': 'columns' }, c: ['a    b'] },
    ]));
    expect(box.querySelector('ol')?.outerHTML).toContain('start="3"');
    expect(box.querySelector('ol')?.hasAttribute('reversed')).toBe(true);
    expect(box.querySelector('[onclick],[style]')).toBeNull();
    expect(box.querySelector('li')?.getAttribute('value')).toBe('7');
    expect(box.querySelector('td')?.getAttribute('colspan')).toBe('2');
    expect(box.querySelector('[data-plain]')?.textContent).toBe('a    b');
  });

  it('lets each paragraph take its own direction', () => {
    const box = shown([{ t: 'p', c: ['שלום'] }, { t: 'p', a: { dir: 'rtl' }, c: ['a'] }]);
    expect([...box.querySelectorAll('p')].map((each) => each.getAttribute('dir'))).toEqual(['auto', 'rtl']);
  });

  it('turns marks of an answer into its sources', () => {
    const citation: Citation = { number: 1, title: 'Fix HLY-4012', slug: 'fix', url: '', quote: 'Grant usage.', sections: [], guide: [] };
    const box = shown([{ t: 'p', c: ['Grant usage [1], not [9].'] }], [citation]);
    expect(box.querySelector('button')?.getAttribute('aria-label')).toBe('Fix HLY-4012');
    expect(box.textContent).toBe('Grant usage 1, not [9].');
  });
});
