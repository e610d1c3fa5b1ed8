import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { routingBackend } from '../testing/backend';
import type { RoutingMeasure } from './api';
import { MeasuresScreen } from './measures-screen';

const measure = (name: RoutingMeasure['measure'], given: Partial<RoutingMeasure>): RoutingMeasure => ({
  measure: name,
  unit: 'percent',
  formula: '',
  excludes: '',
  value: null,
  part: 0,
  whole: 0,
  people: [],
  ...given,
});

async function show(given: { verbs?: string[] } = {}) {
  routingBackend(given);
  const asked: string[] = [];
  server.use(
    answer('/routing/measures', 'get', ({ query }) => {
      asked.push(`measures ${query.get('team_id') ?? 'all'}`);
      return {
        results: [
          measure('misroutes', { value: 12.5, part: 1, whole: 8 }),
          measure('resolved_at_once', {}),
          measure('load_spread', { unit: 'ratio', value: 0.35, part: 5, whole: 5, people: [{ id: 6, name: 'Omar Diaz', count: 5 }] }),
        ],
      };
    }),
    answer('/routing/measures/tickets', 'get', ({ query }) => {
      asked.push(`tickets ${query.get('measure')} ${query.get('all') ?? ''}${query.get('person_id') ?? ''}`);
      return {
        results: [
          { number: 48190, subject: 'Row counts differ', status: 'open', priority: 'P3', tier: 'T1', team: null, assignee: 'Omar Diaz', created_at: '2026-03-02T09:00:00Z' },
        ],
        is_partial: false,
      };
    }),
  );
  await renderRouted(() => <MeasuresScreen />);
  return asked;
}

describe('MeasuresScreen', () => {
  it('shows each figure with its meaning, and nothing where nothing counts', async () => {
    await show();
    const misroutes = within(await screen.findByRole('region', { name: 'Misroutes' }));
    expect(misroutes.getByText('12.5%')).toBeVisible();
    expect(misroutes.getByText(/moved to another team or tier by hand/)).toBeInTheDocument();
    const empty = within(screen.getByRole('region', { name: /first contact/ }));
    expect(empty.getByText('–')).toBeVisible();
    expect(empty.getByRole('button', { name: '0 tickets' })).toHaveAttribute('aria-disabled', 'true');
    expect(within(screen.getByRole('region', { name: 'Load spread' })).getByText('0.35')).toBeVisible();
  });

  it('opens the tickets behind a figure, leads there, and back', async () => {
    const asked = await show();
    const button = await screen.findByRole('button', { name: '1 ticket' });
    await userEvent.click(button);
    expect(await screen.findByRole('link', { name: '#48190' })).toBeVisible();
    expect(screen.getByRole('heading', { name: 'Tickets: Misroutes' })).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: 'of 8' }));
    await userEvent.click(screen.getByRole('button', { name: 'Omar Diaz: 5 tickets' }));
    await waitFor(() => expect(asked.slice(1)).toEqual(['tickets misroutes ', 'tickets misroutes true', 'tickets load_spread 6']));
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(button).toHaveFocus();
  });

  it('asks for one team, and not for a period that ends before it begins', async () => {
    const asked = await show();
    await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Team' }), 'Pipelines');
    await waitFor(() => expect(asked).toEqual(['measures all', 'measures 2']));
    await userEvent.clear(screen.getByLabelText('Until'));
    expect(screen.getByText('Choose a first and a last day')).toBeVisible();
    expect(screen.queryByRole('link', { name: 'CSV' })).toBeNull();
    expect(asked).toHaveLength(2);
  });

  it('shows nothing to who may not publish', async () => {
    expect(await show({ verbs: [] })).toEqual([]);
    expect(await screen.findByText('You cannot change routing')).toBeInTheDocument();
  });
});
