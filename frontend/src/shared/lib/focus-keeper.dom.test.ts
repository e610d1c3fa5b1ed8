import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arrive, startFocusKeeper } from './focus-keeper';

const settle = () => new Promise((done) => setTimeout(done, 120));
const get = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`There is no ${id}.`);
  return found;
};

let stop: () => void;
beforeEach(() => {
  document.body.innerHTML = `
    <main id="content" tabindex="-1">
      <section id="pane" data-pane="queue" tabindex="-1"><button id="first">A</button><button id="second">B</button></section>
    </main>`;
  stop = startFocusKeeper();
});
afterEach(() => {
  stop();
  document.body.innerHTML = '';
});

describe('focus keeper', () => {
  it('moves focus to the pane when the button in it goes away', async () => {
    get('first').focus();
    get('first').remove();
    await settle();
    expect(document.activeElement).toBe(get('pane'));
  });

  it('moves focus to the content when the whole pane goes away', async () => {
    get('first').focus();
    get('pane').remove();
    await settle();
    expect(document.activeElement).toBe(get('content'));
  });

  it('moves focus to the new screen when all of the old one is gone', async () => {
    get('first').focus();
    document.body.innerHTML = '<main id="content" tabindex="-1"><p>Next</p></main>';
    await settle();
    expect(document.activeElement).toBe(get('content'));
  });

  it('stays on the link of a navigation that the new screen draws anew', async () => {
    const pages = '<nav><a href="/a">A</a><a id="next" href="/b">B</a></nav>';
    document.body.innerHTML = `<main id="content" tabindex="-1">${pages}</main>`;
    get('next').focus();
    document.body.innerHTML = `<main id="content" tabindex="-1">${pages}<p>Next</p></main>`;
    await settle();
    expect(document.activeElement).toBe(get('next'));
  });

  it('returns to what had focus before a layer opened', async () => {
    get('second').focus();
    document.body.insertAdjacentHTML('beforeend', '<div id="layer" role="dialog"><input id="field"></div>');
    get('field').focus();
    get('layer').remove();
    await settle();
    expect(document.activeElement).toBe(get('second'));
  });

  it('leaves focus alone when a component moved it', async () => {
    get('first').focus();
    get('first').remove();
    get('second').focus();
    await settle();
    expect(document.activeElement).toBe(get('second'));
  });

  it('moves on when the button cannot be used any more', async () => {
    const button = get('first') as HTMLButtonElement;
    button.focus();
    button.blur();
    button.disabled = true;
    document.body.append(document.createElement('p'));
    await settle();
    expect(document.activeElement).toBe(get('pane'));
  });

  it('begins at the content of another screen, unless something there has focus', async () => {
    arrive();
    await settle();
    expect(document.activeElement).toBe(get('content'));
    get('second').focus();
    arrive();
    await settle();
    expect(document.activeElement).toBe(get('second'));
  });

  it('leaves a person alone who clicked beside everything', async () => {
    get('first').focus();
    get('first').blur();
    document.body.append(document.createElement('p'));
    await settle();
    expect(document.activeElement).toBe(document.body);
  });
});
