import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { renderRouted } from '@/shared/testing/routed';
import { onAnnouncement } from '@/shared/ui';
import { slaBackend } from '../testing/backend';
import type { CalendarsBody } from './api';
import { CalendarsScreen } from './calendars-screen';
import { ReportScreen } from './report-screen';

async function show() {
  const backend = slaBackend();
  await renderRouted(() => <CalendarsScreen />);
  await screen.findByLabelText('Monday opens, 1');
  return backend;
}
const publish = () => screen.getByRole('button', { name: /^Publish version 5/ });
const bodyOf = (sent: { path: string; body: unknown }[]) => sent.find(({ path }) => path === 'calendars')?.body as CalendarsBody;

describe('CalendarsScreen', () => {
  it('takes a second interval, a night and a day of its own', async () => {
    const { sent } = await show();
    await userEvent.click(screen.getByRole('button', { name: 'Add hours on Monday' }));
    await waitFor(() => expect(screen.getByLabelText('Monday opens, 2')).toHaveFocus());
    const closes = screen.getByLabelText('Monday closes, 2');
    await userEvent.clear(closes);
    await userEvent.type(closes, '02:00');
    expect(screen.getByText('next day')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Add a closed day' }));
    expect(publish()).toHaveAttribute('aria-disabled', 'true');
    await userEvent.type(screen.getByLabelText('Date'), '2026-12-24');
    await userEvent.selectOptions(screen.getByLabelText('Public holidays of'), 'Germany');
    await userEvent.selectOptions(screen.getByLabelText('Part'), 'Bayern');
    await userEvent.click(publish());
    await waitFor(() => expect(bodyOf(sent)).toBeDefined());
    const london = bodyOf(sent).results[0];
    expect(london?.intervals).toEqual([
      { weekday: 0, opens: '09:00', closes: '17:00' },
      { weekday: 0, opens: '18:00', closes: '02:00' },
    ]);
    expect(london?.holiday_region).toBe('DE-BY');
    expect(london?.holidays).toEqual([{ on: '2026-12-24', name: 'Closed' }]);
    expect(london).not.toHaveProperty('closed_next');
  });

  it('moves the focus to the next hours when some go', async () => {
    await show();
    const button = (name: string) => screen.getByRole('button', { name });
    const remove = (number: number) => button(`Remove hours ${number} on Monday`);
    await userEvent.click(button('Add hours on Monday'));
    await userEvent.click(remove(1));
    await waitFor(() => expect(remove(1)).toHaveFocus());
    await userEvent.click(remove(1));
    await waitFor(() => expect(button('Add hours on Monday')).toHaveFocus());
  });

  it('says by the field what is wrong with an hour, and by key why nothing is published', async () => {
    const { sent } = await show();
    const opens = screen.getByLabelText('Monday opens, 1');
    await userEvent.clear(opens);
    await userEvent.type(opens, '25:99');
    expect(opens).toHaveAccessibleDescription('Enter a time from 00:00 to 24:00, such as 09:30.');
    const heard: string[] = [];
    const stops = [listenForShortcuts(), onAnnouncement((text) => heard.push(text))];
    await userEvent.keyboard('{Control>}s{/Control}');
    stops.forEach((stop) => stop());
    expect(heard).toEqual(['Give every calendar a name and hours such as 09:00']);
    expect(bodyOf(sent)).toBeUndefined();
  });

  it('has exactly one default', async () => {
    const { sent } = await show();
    await userEvent.click(screen.getByRole('button', { name: /^Berlin/ }));
    await userEvent.click(screen.getByLabelText('The default'));
    await userEvent.click(publish());
    await waitFor(() => expect(bodyOf(sent)).toBeDefined());
    expect(bodyOf(sent).results.map((one) => one.is_default)).toEqual([false, true]);
  });
});

describe('ReportScreen', () => {
  it('shows the share that was met, and where there is none', async () => {
    slaBackend();
    await renderRouted(() => <ReportScreen />);
    const row = await screen.findByRole('row', { name: /^Enterprise/ });
    expect(row).toHaveTextContent('30');
    expect(row).toHaveTextContent('75%');
    expect(row).toHaveTextContent('under 95%');
    await userEvent.click(within(row).getByRole('button', { name: 'Enterprise: show 10 missed targets' }));
    const behind = await screen.findByRole('table', { name: 'Missed: Enterprise' });
    expect(screen.getByRole('heading', { name: 'Missed: Enterprise' })).toHaveFocus();
    expect(await within(behind).findByRole('row', { name: /#48190 Missed by policy 1 First reply .* 1h 30m Replied late/ })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(within(row).getByRole('button', { name: 'Enterprise: show 10 missed targets' })).toHaveFocus();
    await userEvent.selectOptions(screen.getByLabelText('By'), 'Month');
    expect(await screen.findByText('No target was decided in this period')).toBeInTheDocument();
  });
});
