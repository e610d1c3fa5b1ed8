import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Company } from '../api';
import { renderWithProviders } from '../testing/render';
import { CompanyFacts } from './company-facts';

const BARE: Company = {
  id: 7,
  name: 'Kestrel Freight',
  domain: 'kestrel.example',
  arr: null,
  segment: 'smb',
  segment_is_override: false,
  plan: '',
  renewal_on: null,
  health_score: null,
  csm: null,
  timezone: '',
  facts: { source: '', at: null, stopgaps: [] },
  custom: {},
  external_id: null,
  created_at: '2022-03-01T09:00:00Z',
};

const terms = (): string[] => screen.getAllByRole('term').map((term) => term.textContent ?? '');

describe('CompanyFacts', () => {
  it('has no row for what is not known, and names no source', () => {
    const { container } = renderWithProviders(<CompanyFacts company={BARE} />);
    expect(terms()).toEqual(['Segment']);
    expect(container.querySelector('.prov')).toBeNull();
  });

  it('says what is known, where it is from, and further rows last', () => {
    renderWithProviders(
      <CompanyFacts
        company={{
          ...BARE,
          arr: 184_000,
          plan: 'Scale',
          renewal_on: '2020-01-31',
          health_score: 58,
          csm: { id: 3, name: 'Sofia Brandt' },
          facts: { source: 'hubspot', at: null, stopgaps: [] },
        }}
      >
        <dt>Time zone</dt>
        <dd>Europe/Lisbon</dd>
      </CompanyFacts>,
    );
    expect(terms()).toEqual(['ARR', 'Segment', 'Plan', 'Renewal', 'CRM health', 'CSM', 'Time zone']);
    expect(screen.getByText(/31/).textContent).toContain('past');
    expect(screen.getByText('58 of 100')).toBeVisible();
    expect(screen.getByText('HubSpot')).toBeVisible();
  });
});
