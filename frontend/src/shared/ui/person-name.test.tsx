import { render, screen } from '@testing-library/react';
import i18next from 'i18next';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { ApiProblem } from '@/shared/api';
import german from '../locales/de.json';
import { ErrorState } from './empty';
import { ERASED, PersonName } from './person-name';

beforeAll(() => void i18next.addResourceBundle('de', 'shared', german));
afterEach(async () => {
  await i18next.changeLanguage('en');
});

it('calls somebody who was erased so in the language of the reader, and others by their name', async () => {
  await i18next.changeLanguage('de');
  render(<><p><PersonName name={ERASED} /></p><p><PersonName name="Helen Marsh" /></p></>);
  expect(screen.getByText('Gelöschte Person')).toBeVisible();
  expect(screen.getByText('Helen Marsh')).toBeVisible();
});

const refused = (code: string, data: Record<string, unknown>) =>
  new ApiProblem(409, { detail: '#5 is part of #7.', code, errors: {}, ...data });

it.each([
  ['tickets.merge_refused', { reason_code: 'merged' }, /gehört schon zu einem anderen Ticket/],
  ['people.merge_stands', { reason_code: 'erased' }, /wurde gelöscht/],
  ['people.already_merged', {}, /bereits mit einem anderen Kontakt/],
  ['insights.unreadable_query', { reason_code: 'near', part: 'creatd', near: ['created', 'create'] }, /„creatd“.*created, create/],
  ['tickets.redaction_words', { limit: 4000 }, /höchstens 4000/],
])('says in German why %s was refused, and in English what the server knows', async (code, data, words) => {
  await i18next.changeLanguage('de');
  const shown = render(<ErrorState title="x" error={refused(code, data)} />);
  expect(screen.getByText(words)).toBeVisible();
  shown.unmount();
  await i18next.changeLanguage('en');
  render(<ErrorState title="x" error={refused(code, data)} />);
  if (code !== 'tickets.redaction_words') expect(screen.getByText('#5 is part of #7.')).toBeVisible();
});
