import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { describe, expect, it } from 'vitest';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import type { WorkingHours } from './api';
import { HoursScreen } from './hours-screen';
import { hoursSearch } from './search';

const hours = (id: number, name: string, given: Partial<WorkingHours> = {}): WorkingHours => ({
  user: { id, name },
  version: id,
  timezone: '',
  suggested_timezone: 'Europe/Lisbon',
  intervals: [],
  absences: [],
  ...given,
});
const OWN = hours(5, 'Ines Duarte');
const OMAR = hours(6, 'Omar Diaz', {
  timezone: 'UTC',
  intervals: [{ weekday: 0, opens: '22:00', closes: '24:00' }, { weekday: 1, opens: '00:00', closes: '06:00' }],
  absences: [{ id: 3, starts_at: '2020-01-01T08:00:00Z', ends_at: '2099-01-01T08:00:00Z', reason: 'Holiday', by: 'Ada' }],
});

function Screen() {
  const raw: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  return (
    <>
      <HoursScreen search={hoursSearch(raw)} onSearch={(next) => void navigate({ to: '.', search: next as never, replace: true })} />
      <Toaster />
    </>
  );
}

async function show({ verbs = ['ticket.reply'], isTaken = false } = {}) {
  const asked: { what: string; body: unknown; ifMatch: string | null }[] = [];
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs })),
    answer('/working-hours', 'get', () => page([OWN, OMAR])),
    answer('/working-hours/{user_id}', 'put', ({ params, body, request }) => {
      asked.push({ what: `hours ${params.user_id}`, body, ifMatch: request.headers.get('If-Match') });
      return isTaken ? refusal(412, { detail: 'Somebody changed these hours in between.' }) : OWN;
    }),
    answer('/working-hours/{user_id}/absences', 'post', ({ params, body }) => {
      asked.push({ what: `absence ${params.user_id}`, body, ifMatch: null });
      return OWN;
    }),
    answer('/working-hours/{user_id}/absences/{absence_id}', 'delete', ({ params }) => {
      asked.push({ what: `back ${params.user_id} ${params.absence_id}`, body: null, ifMatch: null });
      return null;
    }),
  );
  await renderRouted(() => <Screen />);
  return asked;
}

describe('HoursScreen', () => {
  it('begins with office hours in the zone of the profile, and saves them against what was seen', async () => {
    const asked = await show();
    await userEvent.click(await screen.findByRole('checkbox', { name: /Own hours/ }));
    expect(screen.getByRole('combobox', { name: 'Time zone of these hours' })).toHaveValue('Europe/Lisbon');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Hours of Ines Duarte saved')).toBeVisible();
    expect(asked[0]).toMatchObject({ what: 'hours 5', ifMatch: '"v5"', body: { timezone: 'Europe/Lisbon' } });
    expect((asked[0]?.body as { intervals: unknown[] }).intervals).toHaveLength(5);
  });

  it('shows a night in one piece, and sends nothing that is no time', async () => {
    const asked = await show();
    await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Whose' }), 'Omar Diaz');
    const closes = await screen.findByRole('textbox', { name: 'Monday closes, 1' });
    expect(closes).toHaveValue('06:00');
    await userEvent.clear(closes);
    await userEvent.type(closes, '6');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByText(/Enter times such as 09:00/)).toBeVisible();
    expect(asked).toEqual([]);
  });

  it('keeps the draft when somebody was faster', async () => {
    await show({ isTaken: true });
    await userEvent.click(await screen.findByRole('checkbox', { name: /Own hours/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/Somebody changed these hours in between/)).toBeVisible();
    expect(screen.getByRole('checkbox', { name: /Own hours/ })).toBeChecked();
  });

  it('enters an absence only with an end behind its beginning', async () => {
    const asked = await show();
    const form = within(await screen.findByRole('form', { name: 'Enter absence' }));
    const [from, until] = [form.getByLabelText('Away from'), form.getByLabelText('Back on')];
    await userEvent.click(form.getByRole('button', { name: 'Enter absence' }));
    expect(form.getByText('Enter when it begins and when it ends.')).toBeVisible();
    await userEvent.type(from, '2031-03-09T08:00');
    await userEvent.type(until, '2031-03-02T08:00');
    expect(form.getByText('It must end after it begins.')).toBeVisible();
    await userEvent.clear(until);
    await userEvent.type(until, '2031-03-16T08:00');
    await userEvent.click(form.getByRole('button', { name: 'Enter absence' }));
    await waitFor(() => expect(asked.map(({ what }) => what)).toEqual(['absence 5']));
    expect(asked[0]?.body).toEqual({
      starts_at: new Date('2031-03-09T08:00').toISOString(),
      ends_at: new Date('2031-03-16T08:00').toISOString(),
      reason: '',
    });
  });

  it('brings somebody back who is away, and keeps the focus', async () => {
    const asked = await show();
    await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Whose' }), 'Omar Diaz');
    await userEvent.click(await screen.findByRole('button', { name: /Back already/ }));
    await waitFor(() => expect(asked.map(({ what }) => what)).toEqual(['back 6 3']));
    await waitFor(() => expect(document.activeElement).not.toBe(document.body));
  });

  it('shows nothing to who answers no customers', async () => {
    await show({ verbs: [] });
    expect(await screen.findByText('Your role does not open this screen')).toBeVisible();
    expect(screen.queryByRole('form')).toBeNull();
  });
});
