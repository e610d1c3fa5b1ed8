import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { renderRouted } from '@/shared/testing/routed';
import type { BrandInFull } from './api';
import { BrandScreen } from './brand-screen';
import type { Part } from './search';
import { brandInFull, brandsBackend } from './testing/backend';

async function show(given: Partial<BrandInFull> = {}, part?: Part) {
  const backend = brandsBackend([brandInFull(1, 'Halyard', { is_default: true }), brandInFull(2, 'Mast', given)]);
  const rendered = await renderRouted(() => <BrandScreen id={2} part={part} />);
  await screen.findByRole('form', { name: 'Brand' });
  return { ...backend, ...rendered };
}

const nameField = () => screen.getByRole('textbox', { name: 'Name' });
const save = () => userEvent.click(screen.getByRole('button', { name: /^Save/ }));

describe('BrandScreen', () => {
  it('sends what has changed, to the version that was seen', async () => {
    const { asked } = await show({ version: 7 });
    await userEvent.clear(nameField());
    await userEvent.type(nameField(), 'Mast and Sail');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Ask about the ticket' }));
    await save();
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]).toMatchObject({ method: 'PATCH', path: '/brands/2', ifMatch: '"v7"', body: { name: 'Mast and Sail', asks_rating: false } });
    expect(await screen.findByRole('heading', { name: 'Mast and Sail' })).toBeVisible();
    expect(screen.getByRole('button', { name: /^Save/ })).toHaveAttribute('aria-disabled', 'true');
  });

  it('says what a color measures, refuses one on which no text can be read, and takes what it proposes', async () => {
    const { asked } = await show();
    const color = screen.getByRole('textbox', { name: 'Color' });
    expect(screen.getByText(/White text on it: 7.\d:1/)).toBeVisible();
    await userEvent.clear(color);
    await userEvent.type(color, '#7a7a7a');
    await userEvent.keyboard('{Enter}');
    expect(asked).toEqual([]);
    await waitFor(() => expect(color).toHaveFocus());
    expect(color).toHaveAccessibleDescription(/white has 4.2:1, dark 4.0:1, and 4.5:1 is needed/);
    await userEvent.click(screen.getByRole('button', { name: 'Use #828282' }));
    expect(color).toHaveAccessibleDescription(/Dark text on it: 4.5:1/);
    await save();
    await waitFor(() => expect(asked[0]?.body).toEqual({ color: '#828282' }));
  });

  it('goes on from a logo that was set meanwhile', async () => {
    const { asked } = await show({ version: 4 });
    await userEvent.type(nameField(), '!');
    const file = new File([new Uint8Array(9)], 'logo.png', { type: 'image/png' });
    await userEvent.upload(screen.getByLabelText('Logo', { selector: 'input' }), file);
    expect(await screen.findByAltText('Logo on a dark ground')).toHaveAttribute('src', '/brand-logos/abc');
    expect(nameField()).toHaveValue('Mast!');
    await save();
    await waitFor(() => expect(asked[0]?.ifMatch).toBe('"v5"'));
    await userEvent.click(screen.getByRole('button', { name: 'Remove logo' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Choose logo' })).toHaveFocus());
  });

  it.each([
    ['too large', new File([new Uint8Array(300 * 1024)], 'a.png', { type: 'image/png' }), /more than 256 KB/],
    ['a document', new File(['<svg/>'], 'a.svg', { type: 'image/svg+xml' }), /SVG is not taken/],
  ])('keeps a file that is %s here and says why', async (_what, file, words) => {
    await show();
    await userEvent.setup({ applyAccept: false }).upload(screen.getByLabelText('Logo', { selector: 'input' }), file);
    expect(await screen.findByText(words)).toBeVisible();
  });

  it('says who was faster, and shows what is new once the changes are discarded', async () => {
    const { state } = await show();
    await userEvent.type(nameField(), '!');
    state.brands = state.brands.map((brand) => ({ ...brand, version: 5, support_email: 'help@mast.example' }));
    await save();
    expect(await screen.findByText(/Priya Raman changed this in the meantime/)).toBeVisible();
    expect(nameField()).toHaveValue('Mast!');
    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(await screen.findByDisplayValue('help@mast.example')).toBeVisible();
    expect(screen.getByRole('button', { name: /^Save/ })).toHaveFocus();
  });

  it('shows the DNS record of a saved domain, and what the last look found', async () => {
    await show({ host: 'help.mast.example' });
    expect(screen.getByDisplayValue('desk.example.com')).toBeVisible();
    expect(screen.getByText('Nobody has looked at this domain yet.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Look now' }));
    expect(await screen.findByText('Not yet')).toBeVisible();
    expect(screen.getByText(/last looked at now/)).toBeVisible();
    expect(screen.getByText(/leads to another server. Let the record point to desk.example.com/)).toBeVisible();
    await userEvent.type(screen.getByRole('textbox', { name: 'Domain of the help center' }), 'x');
    expect(screen.getByText('Save the domain to see its DNS record.')).toBeVisible();
  });

  it.each(['127.0.0.1', 'localhost'])('proposes no record that leads to %s', async (target) => {
    await show({ host: 'help.mast.example', host_target: target });
    expect(screen.getByText(/No DNS record can lead to/)).toBeVisible();
    expect(screen.queryByRole('group', { name: 'DNS record' })).toBeNull();
  });

  it('puts variables where the cursor is, previews, and refuses what means nothing', async () => {
    const { asked } = await show();
    const text = screen.getByRole('textbox', { name: 'Text' });
    expect(await screen.findByText('Our own words')).toBeVisible();
    await userEvent.type(text, 'Hi from ');
    await userEvent.click(screen.getByRole('button', { name: 'Insert {brand}' }));
    expect(text).toHaveValue('Hi from {brand}');
    expect(text).toHaveFocus();
    const preview = screen.getByRole('figure', { name: 'Preview with example values' });
    expect(await within(preview).findByText('Hi from {brand}')).toBeVisible();
    await userEvent.type(text, ' {{name}');
    await save();
    expect(asked).toEqual([]);
    await waitFor(() => expect(text).toHaveAccessibleDescription(/\{name\} means nothing here/));
  });

  it('says what archiving means, asks, and keeps the focus', async () => {
    await show({ holds: [{ kind: 'open_tickets', count: 3 }, { kind: 'mailboxes', count: 0 }, { kind: 'articles', count: 1 }] });
    expect(screen.getByText('3 open tickets stay and can be answered.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Archive brand' }));
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Archive Mast?' }));
    expect(dialog.getByRole('button', { name: 'Keep it' })).toHaveFocus();
    await userEvent.click(dialog.getByRole('button', { name: 'Archive brand' }));
    const back = await screen.findByRole('button', { name: 'Restore brand' });
    await waitFor(() => expect(back).toHaveFocus());
    await userEvent.click(back);
    expect(await screen.findByRole('button', { name: 'Archive brand' })).toHaveFocus();
  });

  it.each<[Partial<BrandInFull>, string]>([
    [{ is_default: true }, 'The default brand cannot be archived'],
    [{ holds: [{ kind: 'mailboxes', count: 2 }] }, '2 mailboxes still bring requests'],
  ])('does not archive %j', async (given, why) => {
    await show(given);
    expect(screen.getByText(new RegExp(why))).toBeVisible();
    expect(screen.getByRole('button', { name: 'Archive brand' })).toHaveAttribute('aria-disabled', 'true');
  });

  it('leads to the part of the address', async () => {
    await show({}, 'domain');
    await waitFor(() => expect(document.activeElement).toHaveAttribute('data-part', 'domain'));
    const links = within(screen.getByRole('navigation', { name: 'Parts of the brand' }));
    expect(links.getByRole('link', { name: 'Domain' })).toHaveAttribute('aria-current', 'location');
    expect(links.getByRole('link', { name: 'Look' })).toHaveAttribute('href', expect.stringContaining('part=look'));
  });
});
