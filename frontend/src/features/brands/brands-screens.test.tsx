import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { renderRouted } from '@/shared/testing/routed';
import { BrandsScreen } from './brands-screen';
import { strangeIn } from './brand-form';
import { NewBrandScreen } from './new-brand-screen';
import { brandInFull, brandsBackend } from './testing/backend';
import { WorkspaceScreen } from './workspace-screen';

describe('BrandsScreen', () => {
  it('lists the brands with what they hold, and archived ones as such', async () => {
    brandsBackend([
      brandInFull(1, 'Halyard', { is_default: true, host: 'help.halyard.example', holds: [{ kind: 'open_tickets', count: 12 }] }),
      brandInFull(2, 'Mast', { is_archived: true, changed_at: '2026-03-02T09:00:00Z', changed_by: { id: 2, name: 'Priya Raman' } }),
    ]);
    await renderRouted(() => <BrandsScreen />);
    const first = within(await screen.findByRole('row', { name: /Halyard/ }));
    expect(first.getByText('Default')).toBeVisible();
    expect(first.getByText('12 open tickets')).toBeVisible();
    expect(first.getByText('Not yet')).toBeVisible();
    const second = within(screen.getByRole('row', { name: /Mast/ }));
    expect(second.getByText('Archived')).toBeVisible();
    expect(second.getByText('Priya Raman')).toBeVisible();
    expect(second.getByRole('link')).toHaveAttribute('href', '/settings/brands/2');
  });

  it('shows nothing to who may not change brands', async () => {
    brandsBackend([brandInFull(1, 'Halyard')], []);
    await renderRouted(() => <BrandsScreen />);
    expect(await screen.findByText('Your role does not open this screen')).toBeVisible();
    expect(screen.queryByText('Halyard')).toBeNull();
  });
});

describe('NewBrandScreen', () => {
  it('begins with what the workspace says, and leads to the brand that it made', async () => {
    const { asked } = brandsBackend();
    const { address } = await renderRouted(() => <NewBrandScreen />);
    const name = await screen.findByRole('textbox', { name: 'Name' });
    expect(name).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('A brand needs a name.')).toBeVisible();
    await userEvent.type(name, 'Mast{Enter}');
    await waitFor(() => expect(asked[0]?.body).toEqual({ name: 'Mast', color: '#0A5F6A', support_email: '', language: 'de', timezone: 'Europe/Berlin' }));
    await waitFor(() => expect(address()).toBe('/settings/brands/9?part=look'));
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });
});

describe('WorkspaceScreen', () => {
  it('says who changed it last, and sends what has changed to that version', async () => {
    const { asked } = brandsBackend();
    await renderRouted(() => <WorkspaceScreen />);
    const name = await screen.findByRole('textbox', { name: 'Name' });
    expect(screen.getByText(/^Last change: Priya Raman, /)).toBeVisible();
    await userEvent.type(name, ' Cloud');
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(asked).toEqual([{ method: 'PATCH', path: '/workspace', body: { name: 'Halyard Cloud' }, ifMatch: '"v3"' }]));
  });
});

describe('words of an acknowledgement', () => {
  it.each([
    ['Hi {brand}: {number}, {wait}', null],
    ['{name}', '{name}'],
    ['{', '{'],
    ['{{brand}}', '{}'],
    ['a } b', '}'],
    ['', null],
  ])('finds in %j what means nothing: %j', (words, strange) => {
    expect(strangeIn(words)).toBe(strange);
  });
});
