import { afterEach, describe, expect, it } from 'vitest';
import { hiddenOf, withoutHidden } from './hidden';
import { controlName } from './labels';
import { maskUrl } from './mask';

const PAGE = `
  <section class="pay"><button id="raise">Raise to 90,000</button></section>
  <label>Salary <input name="Salary"></label>
  <label for="vat">VAT number</label><input id="vat">
  <button id="save">Save <span class="pay">90,000</span></button>
  <button id="named" data-candor-name="Export">Go</button>`;

describe('what the brand hides', () => {
  afterEach(() => document.body.replaceChildren());

  const named = (selector: string, hidden = hiddenOf()): string => {
    document.body.innerHTML = PAGE;
    return controlName(document.querySelector(selector), hidden);
  };

  it('is read as long as nothing is hidden', () => {
    expect(named('#raise')).toBe('Raise to 90,000');
    expect(named('[name=Salary]')).toBe('Salary');
    expect(named('#save')).toBe('Save 90,000');
  });

  it.each(['.pay', 'section.pay', '.other, .pay'])('has no name inside %s', (selector) => {
    expect(named('#raise', hiddenOf({ selectors: [selector] }))).toBe('');
  });

  it('is left out of the text around it', () => {
    expect(named('#save', hiddenOf({ selectors: ['.pay'] }))).toBe('Save');
  });

  it.each(['[name=Salary]', '#vat', '[for=vat]'])('has no name as a field: %s', (field) => {
    expect(named(field, hiddenOf({ fields: ['salary', 'VAT'] }))).toBe('');
  });

  it('names nothing while a selector cannot be read', () => {
    for (const control of ['#raise', '#save', '#named', '[name=Salary]']) {
      expect(named(control, hiddenOf({ selectors: ['.pay', '[['] }))).toBe('');
    }
  });

  it('goes from addresses', () => {
    const { params } = hiddenOf({ params: ['VIEW'] });
    expect(maskUrl('https://a.test/x?tab=runs&view=ines', params)).toBe('https://a.test/x?tab=runs');
  });

  it('goes from attributes, whole or in part', () => {
    const given = { plan: 'Scale', Salary: 9, company: { vat: 'DE1', name: 'Kestrel' }, tags: ['a'] };
    expect(withoutHidden(given, hiddenOf({ fields: ['salary', 'Company.VAT'] }))).toEqual({ plan: 'Scale', company: { name: 'Kestrel' }, tags: ['a'] });
    expect(withoutHidden(given, hiddenOf({ fields: ['company'] }))).toEqual({ plan: 'Scale', Salary: 9, tags: ['a'] });
  });

  it('is nothing where a server says nothing of it', () => {
    expect(named('#raise', hiddenOf(undefined))).toBe('Raise to 90,000');
  });
});
