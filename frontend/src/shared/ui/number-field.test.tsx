import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import { NumberField, type NumberFieldProps } from './number-field';

type Given = Partial<Omit<NumberFieldProps, 'onChange'>>;

function Asked({ value: first = 7, ...given }: Given) {
  const [value, setValue] = useState<number | null>(first);
  return (
    <>
      <NumberField label="Length" min={1} max={60} {...given} value={value} onChange={setValue} />
      <output>{String(value)}</output>
    </>
  );
}

async function typed(text: string, given: Given = {}) {
  render(<Asked {...given} />);
  const field = screen.getByRole('textbox', { name: 'Length' });
  await userEvent.clear(field);
  if (text) await userEvent.type(field, text);
  return { field, read: screen.getByRole('status').textContent };
}

afterEach(() => i18next.changeLanguage('en'));

it.each([
  ['12,5', '12.5'],
  ['12.5', '12.5'],
  ['14', '14'],
])('reads %s as %s', async (text, read) => {
  expect((await typed(text)).read).toBe(read);
});

it.each([
  ['12,5', { isWhole: true }, 'A whole number from 1 to 60.'],
  ['61', { isWhole: true }, 'A whole number from 1 to 60.'],
  ['0', {}, 'A number from 1 to 60.'],
  ['1e1', {}, 'A number from 1 to 60.'],
  ['twelve', {}, 'A number from 1 to 60.'],
  ['', {}, 'A number from 1 to 60.'],
  ['x', { min: undefined, max: undefined }, 'Write a number.'],
])('keeps %j as it is written, and says what it wants', async (text, given, says) => {
  const { field, read } = await typed(text, given);
  expect(field).toHaveValue(text);
  expect(field).toBeInvalid();
  expect(field).toHaveAccessibleDescription(says);
  expect(read).toBe('NaN');
});

it('may be empty where that is allowed', async () => {
  const { field, read } = await typed('', { isOptional: true });
  expect(field).toBeValid();
  expect(read).toBe('null');
});

it('writes numbers as the language does', async () => {
  await i18next.changeLanguage('de');
  render(<Asked value={12.5} />);
  expect(screen.getByRole('textbox')).toHaveValue('12,5');
});

it('goes up and down by its arrow keys, within its range', async () => {
  render(<Asked value={55} step={5} isWhole />);
  const field = screen.getByRole('textbox');
  await userEvent.type(field, '{ArrowUp}{ArrowUp}');
  expect(field).toHaveValue('60');
  await userEvent.type(field, '{ArrowDown}');
  expect(field).toHaveValue('55');
});
