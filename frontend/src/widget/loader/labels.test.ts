import { beforeEach, describe, expect, it } from 'vitest';
import { controlName } from './labels';

const named = (html: string, selector = '[data-x]') => {
  document.body.innerHTML = html;
  return controlName(document.querySelector(selector));
};

describe('controlName', () => {
  beforeEach(() => {
    document.body.innerHTML = '';
  });

  it('reads the given name first', () => {
    expect(named('<button data-x data-candor-name="Rotate key">Cancel</button>')).toBe('Rotate key');
  });

  it('reads ARIA, then the text', () => {
    expect(named('<button data-x aria-label="Close">×</button>')).toBe('Close');
    expect(named('<a data-x href="/x"><b>Open</b> report</a>')).toBe('Open report');
  });

  it('never reads what was typed or chosen', () => {
    document.body.innerHTML = '<label for="f">Password</label><input id="f" data-x>';
    const field = document.querySelector<HTMLInputElement>('[data-x]');
    if (field) field.value = 'hunter2';
    expect(controlName(field)).toBe('Password');
    expect(named('<div role="button" data-x>Send <textarea>my secret</textarea></div>')).toBe('Send');
    expect(named('<select data-x name="plan"><option selected>Enterprise</option></select>')).toBe('plan');
  });

  it('is silent inside of a mask', () => {
    expect(named('<div data-candor-mask><button data-x>Ann Smith</button></div>')).toBe('');
    expect(named('<button data-x>Open <i data-candor-mask>Ann Smith</i></button>')).toBe('Open');
  });
});
