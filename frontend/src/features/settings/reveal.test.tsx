import { render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { CheckOption, Field, FormSection, SelectField } from '@/shared/ui';
import { placeOf, reveal, targetOf } from './reveal';

function Screen() {
  return (
    <main id="content" tabIndex={-1}>
      <h1>Mailbox</h1>
      <nav>
        <a href="#x">Signature</a>
      </nav>
      <FormSection title="Address and name">
        <Field label="Address" defaultValue="" />
        <SelectField label="Brand" value="a" options={[{ value: 'a', label: 'A' }]} onChange={() => undefined} />
        <CheckOption label="Receive and send" hint="x" isChecked={false} onChange={() => undefined} />
        <div role="group" aria-label="Signature">
          <textarea />
        </div>
      </FormSection>
      <button type="button" aria-label="Add team" />
    </main>
  );
}

afterEach(() => document.querySelectorAll('.is-found').forEach((element) => element.classList.remove('is-found')));

describe('leading to a setting', () => {
  it.each([
    ['Address', 'INPUT'],
    ['Brand', 'SELECT'],
    ['Receive and send', 'INPUT'],
    ['Signature', 'TEXTAREA'],
    ['Address and name', 'H2'],
    ['Add team', 'BUTTON'],
  ])('focuses what %s names: %s', (label, tag) => {
    render(<Screen />);
    expect(reveal(label)).toBe(true);
    expect(document.activeElement?.tagName).toBe(tag);
    expect(document.querySelectorAll('.is-found')).toHaveLength(1);
  });

  it('waits while the screen does not show it', () => {
    render(<Screen />);
    expect(reveal('Servers')).toBe(false);
    expect(document.querySelector('.is-found')).toBeNull();
  });

  it('does not press what a heading names', () => {
    render(
      <section>
        <h2>Where you are signed in</h2>
        <button type="button">End</button>
      </section>,
    );
    const place = placeOf(document.body, 'Where you are signed in') as HTMLElement;
    expect(targetOf(place).tagName).toBe('H2');
  });
});
