import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api';
import { answer } from '../testing/answers';
import { renderWithProviders } from '../testing/render';
import { server } from '../testing/server';
import { Completeness, CompletenessNotice } from './completeness';

const told = (given: Partial<Record<Schemas['FactShare']['name'], number>>, companies = 10): Schemas['Completeness'] => ({
  companies,
  enough_percent: 70,
  facts: (['arr', 'segment', 'csm', 'renewal'] as const).map((name) => {
    const percent = given[name] ?? 90;
    return { name, known: percent, percent: companies ? percent : null, is_enough: percent >= 70, stopgaps: 0 };
  }),
});

describe('Completeness', () => {
  it('says each share, and what happens where one is too small', async () => {
    server.use(answer('/companies/completeness', 'get', told({ renewal: 58 })));
    renderWithProviders(<Completeness />);
    expect(await screen.findByText('58%')).toBeVisible();
    expect(screen.getByText(/the renewal adds nothing to priority/)).toBeVisible();
    expect(screen.queryByText(/served as Self-Serve/)).toBeNull();
  });

  it('has no share without companies', async () => {
    server.use(answer('/companies/completeness', 'get', told({}, 0)));
    renderWithProviders(<Completeness />);
    expect(await screen.findByText('There are no companies yet.')).toBeVisible();
  });
});

describe('CompletenessNotice', () => {
  it('speaks of the facts that a feature goes by, and of those only', async () => {
    server.use(answer('/companies/completeness', 'get', told({ segment: 40, csm: 10 })));
    renderWithProviders(<CompletenessNotice facts={['segment']} />);
    expect(await screen.findByText(/Segment: 40%, under 70%/)).toBeVisible();
    expect(screen.queryByText(/CSM/)).toBeNull();
  });

  it('is silent while enough is known', async () => {
    let asked = 0;
    server.use(
      answer('/companies/completeness', 'get', () => {
        asked += 1;
        return told({});
      }),
    );
    renderWithProviders(<CompletenessNotice facts={['segment']} />);
    await expect.poll(() => asked).toBe(1);
    expect(screen.queryByRole('note')).toBeNull();
  });
});
