import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { NumberField } from './number-field';

function Turn() {
  const [days, setDays] = useState(7);
  return (
    <>
      <NumberField label="Length of a turn" value={days} min={1} max={60} onChange={setDays} />
      <output>{days}</output>
      <button type="button">Elsewhere</button>
    </>
  );
}

describe('NumberField', () => {
  it('takes what is typed into a cleared field as it stands', async () => {
    render(<Turn />);
    const field = screen.getByRole('spinbutton', { name: 'Length of a turn' });
    await userEvent.clear(field);
    await userEvent.type(field, '14');
    expect(screen.getByRole('status')).toHaveTextContent('14');
    expect(field).toHaveValue(14);
  });

  it('shows the least once one leaves it empty', async () => {
    render(<Turn />);
    const field = screen.getByRole('spinbutton', { name: 'Length of a turn' });
    await userEvent.clear(field);
    expect(field).toHaveValue(null);
    await userEvent.click(screen.getByRole('button', { name: 'Elsewhere' }));
    expect(field).toHaveValue(1);
  });
});
