import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { splitQuoted } from './quoted';
import { RichText } from './rich-text';

describe('RichText', () => {
  it('keeps the words and drops what a message may not bring', () => {
    const { container } = render(
      <RichText html='<p class="btn" style="position:fixed" id="root" onclick="x()">Hi <b>all</b></p><script>x()</script><style>p{}</style>' />,
    );
    expect(container.innerHTML).toBe('<p>Hi <strong>all</strong></p>');
  });

  it('keeps what carries meaning', () => {
    const { container } = render(
      <RichText html='<ol start="3" type="a" reversed=""><li value="7">one</li></ol><table><tbody><tr><th scope="col" colspan="2" width="50%">h</th></tr></tbody></table><p align="right" lang="ar">a</p><p style="text-align:center;position:fixed">b</p><details open=""><summary>s</summary>d</details><dl><dt>t</dt><dd>d</dd></dl><abbr title="World Wide Web">W</abbr><ruby>x<rt>y</rt></ruby><time datetime="2026-11-28">today</time>' />,
    );
    const ol = container.querySelector('ol');
    expect([ol?.start, ol?.type, ol?.reversed]).toEqual([3, 'a', true]);
    expect(container.querySelector('li')?.value).toBe(7);
    expect(container.querySelector('th')).toHaveAttribute('scope', 'col');
    expect(container.querySelector('th')).toHaveAttribute('colspan', '2');
    expect(container.querySelector('th')).toHaveStyle({ width: '50%' });
    const [right, center] = container.querySelectorAll('p');
    expect(right).toHaveStyle({ textAlign: 'right' });
    expect(right).toHaveAttribute('lang', 'ar');
    expect(center?.getAttribute('style')).toBe('text-align: center;');
    expect(container.querySelector('details')).toHaveAttribute('open');
    expect(container.querySelectorAll('dt, dd, summary, ruby, rt')).toHaveLength(5);
    expect(container.querySelector('abbr')).toHaveAttribute('title', 'World Wide Web');
    expect(container.querySelector('time')).toHaveAttribute('datetime', '2026-11-28');
  });

  it('lets each paragraph of a text from right to left find its direction', () => {
    const { container } = render(<RichText html='<p>שלום לכם</p><p>Hello</p><p dir="ltr">x</p>' />);
    expect([...container.querySelectorAll('p')].map((each) => each.getAttribute('dir'))).toEqual(['auto', 'auto', 'ltr']);
  });

  it('keeps columns of plain text', () => {
    const { container } = render(<RichText html='<p data-plain="columns">a    b<br>  c</p>' />);
    expect(container.querySelector('[data-plain="columns"]')?.textContent).toBe('a    b  c');
  });

  it('shows images of this server only', () => {
    const { container } = render(
      <RichText html='<p><img src="https://track.example/p.gif" alt="logo"><img src="/api/v1/attachments/a1" alt="screen"></p>' />,
    );
    expect(container.querySelectorAll('img')).toHaveLength(1);
    expect(container).toHaveTextContent('logo');
  });

  it('opens links apart and keeps only safe ones', () => {
    render(<RichText html='<a href="https://a.example/x">ok</a> <a href="javascript:alert(1)">bad</a>' />);
    expect(screen.getAllByRole('link')).toHaveLength(1);
    expect(screen.getByRole('link')).toHaveAttribute('rel', expect.stringContaining('noopener'));
  });

  it('turns references into citations, but not in code and not past the last source', () => {
    const { container } = render(
      <RichText
        html="<p>Grant usage [1]. Status [9].</p><code>a[1]</code>"
        citationCount={1}
        renderCitation={(number) => <button type="button">{number}</button>}
      />,
    );
    expect(screen.getAllByRole('button')).toHaveLength(1);
    expect(container).toHaveTextContent('Grant usage 1. Status [9].a[1]');
  });

  it('marks a sentence that has no source', () => {
    const { container } = render(
      <RichText html="<p>Started. It should take 20 minutes. Bye.</p>" uncited={['It should take 20 minutes.']} />,
    );
    expect(container.querySelector('.nosrc')).toHaveTextContent('It should take 20 minutes.');
  });
});

describe('splitQuoted', () => {
  it('takes off the quote at the end with its introduction', () => {
    const { own, quoted } = splitQuoted('<p>Thanks.</p><p>On 12 March Ines wrote:</p><blockquote>Hi</blockquote><br>');
    expect(own).not.toContain('wrote');
    expect(quoted).toContain('<blockquote>Hi</blockquote>');
  });

  it('keeps a quote that is answered below it', () => {
    const html = '<blockquote>Which region?</blockquote><p>EU.</p>';
    expect(splitQuoted(html)).toEqual({ own: html, quoted: '' });
  });

  it('keeps a quote that is what the message is about', () => {
    const html = '<p>See this:</p><blockquote>The export has been empty since Monday.</blockquote>';
    expect(splitQuoted(html).own).toBe(html);
  });

  it('keeps a message that is nothing but a quote', () => {
    const html = '<blockquote>Error HLY-4012</blockquote>';
    expect(splitQuoted(html).own).toBe(html);
  });
});
