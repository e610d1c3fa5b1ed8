import { afterEach, describe, expect, it } from 'vitest';
import { isOnPage } from '../app/page-pattern';
import { isRecording, RECORDING } from '../loader/recording';
import { patternOf } from './pattern';
import { isUnique, nameOf, propose } from './selector';

afterEach(() => {
  document.body.innerHTML = '';
});

const on = (html: string, wanted = '[data-me]'): Element => {
  document.body.innerHTML = html;
  const element = document.querySelector(wanted);
  if (!element) throw new Error('The element is not there.');
  element.removeAttribute('data-me');
  return element;
};

describe('a selector', () => {
  it.each([
    ['<button data-me data-testid="rotate" id="x" aria-label="Rotate">R</button>', '[data-testid="rotate"]'],
    ['<button data-me id="rotate-key" aria-label="Rotate">R</button>', '#rotate-key'],
    ['<button data-me id="radix-12" aria-label="Rotate">R</button>', 'button[aria-label="Rotate"]'],
    ['<button data-me id="b4823" title="Rotate">R</button>', 'button[title="Rotate"]'],
    ['<a data-me href="/settings/keys">Keys</a><a href="/x">X</a>', 'a[href="/settings/keys"]'],
    ['<input data-me name="label"><input name="other">', 'input[name="label"]'],
    [
      '<div id="one"><button aria-label="Edit">a</button></div><div id="two"><button data-me aria-label="Edit">b</button></div>',
      '#two button[aria-label="Edit"]',
    ],
  ])('prefers what lasts: %s', (html, selector) => {
    const element = on(html);
    expect(propose(element)).toEqual({ selector, isRobust: true });
    expect(isUnique(selector, element)).toBe(true);
  });

  it('by place alone says so, and still finds that element alone', () => {
    const element = on('<main id="keys"><ul><li><b>a</b></li><li><b data-me>b</b></li></ul></main>');
    const found = propose(element);
    expect(found?.isRobust).toBe(false);
    expect(found && isUnique(found.selector, element)).toBe(true);
    expect(found?.selector).toMatch(/^#keys > /);
  });

  it('with quotes in a name stays one', () => {
    const element = on('<button data-me aria-label=\'Say "hi"\'>x</button>');
    expect(isUnique(propose(element)?.selector ?? '', element)).toBe(true);
  });

  it('names an element without reading what somebody typed', () => {
    const field = on('<label for="f">Label of the key</label><input data-me id="f" value="secret">');
    expect(nameOf(field)).toBe('Label of the key');
    expect(nameOf(on('<button data-me>  Rotate\n key </button>'))).toBe('Rotate key');
    expect(nameOf(on('<input data-me value="secret">'))).toBe('input');
  });
});

describe('the page of a step', () => {
  it.each([
    ['/settings/*', '/settings/keys', '', true],
    ['/settings/*', '/exports', '', false],
    ['/a*b*c', '/a1b2c', '', true],
    ['/a*bc*c', '/abc', '', false],
    ['/keys', '/keys', '', true],
    ['/keys', '/keys/1', '', false],
    ['/exports', '/app', '#/exports', true],
    ['/exports', '/app', '#!/exports?tab=1', true],
    ['app.test/keys', '/keys', '', true],
    ['*', '/anything', '', true],
  ])('%s on %s%s: %s', (pattern, pathname, hash, fits) => {
    expect(isOnPage(pattern, { pathname, hash, host: 'app.test' })).toBe(fits);
  });
});

describe('a recorded page', () => {
  it.each([
    ['/settings/keys', '', '/settings/keys'],
    ['/Orders/48213/Lines', '', '/orders/*/lines'],
    ['/app', '#/keys/7f9c2ba4e?tab=1', '/keys/*'],
    ['/%C3%9Cbersicht/my%20page', '', '/übersicht/my*page'],
    ['/proxy/https://app.test/x', '', '/proxy/https:*app.test/x'],
    [`/${'long-'.repeat(60)}`, '', `/${'long-'.repeat(60)}`.slice(0, 199) + '*'],
  ])('%s%s is known again as %s', (pathname, hash, pattern) => {
    const page = { pathname, hash, host: 'app.test' };
    expect(patternOf(page)).toBe(pattern);
    expect(isOnPage(patternOf(page), page)).toBe(true);
  });

  it('gets back the route that stood before the pass', () => {
    for (const [fragment, left] of [
      ['#/keys?candor-record=a:b', '#/keys'],
      ['#/keys?tab=1&candor-record=a:b', '#/keys?tab=1'],
      ['#candor-record=a:b', ''],
    ] as const) {
      sessionStorage.clear();
      history.replaceState(null, '', `/app${fragment}`);
      expect(isRecording()).toBe(true);
      expect(sessionStorage.getItem(RECORDING)).toBe('a:b');
      expect(location.hash).toBe(left);
    }
    sessionStorage.clear();
    expect(isRecording()).toBe(false);
  });
});
