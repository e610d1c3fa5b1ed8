import Cog from 'lucide-react/icons/cog';
import { describe, expect, it } from 'vitest';
import { findSettings } from './find-settings';
import { hasOf, type SettingsSection } from './settings';

const TEXTS: Record<string, [string, string]> = {
  email: ['Email', 'E-Mail'],
  'email.words': ['IMAP spam', 'Postfach Spam'],
  signature: ['Signature', 'Signatur'],
  quiet: ['Alarm when no mail came for', 'Alarm, wenn keine Mail kam'],
  account: ['Your account', 'Ihr Konto'],
  password: ['Password', 'Passwort'],
  step: ['Second step', 'Zweiter Schritt'],
  'step.words': ['2fa two-factor', 'Zwei-Faktor Schlüssel'],
};
const textsOf = (key: string) => TEXTS[key] ?? [key];
const base = { icon: Cog, routes: [{ path: '/x', screen: () => Promise.resolve(() => null) }] as const };

const SECTIONS: SettingsSection[] = [
  {
    ...base,
    id: 'email',
    group: 'channels',
    labelKey: 'email',
    wordsKey: 'email.words',
    may: (has) => has('mailbox.read'),
    routes: [{ path: '/email', screen: () => Promise.resolve(() => null) }],
    fields: [
      { id: 'signature', labelKey: 'signature', path: '/email/new', may: (has) => has('mailbox.write') },
      { id: 'quiet', labelKey: 'quiet' },
    ],
  },
  {
    ...base,
    id: 'account',
    group: 'you',
    labelKey: 'account',
    fields: [
      { id: 'password', labelKey: 'password' },
      { id: 'step', labelKey: 'step', wordsKey: 'step.words', search: { panel: 'x' } },
    ],
  },
];

const ids = (text: string, verbs: string[] = ['mailbox.read', 'mailbox.write']): string[] =>
  findSettings(SECTIONS, hasOf(verbs), textsOf, text).map(({ id }) => id);

describe('the search over all settings', () => {
  it.each([
    ['password', ['account password']],
    ['PASSW', ['account password']],
    ['Passwort', ['account password']],
    ['2fa', ['account step']],
    ['zwei-faktor', ['account step']],
    ['schlussel', ['account step']],
    ['Schlüssel', ['account step']],
    ['imap', ['email']],
    ['account password', ['account password']],
    ['konto', ['account']],
    ['   ', []],
    ['nothing at all', []],
  ])('finds for %j %j', (text, found) => {
    expect(ids(text)).toEqual(found);
  });

  it('puts what begins with the words first, and own words before synonyms', () => {
    expect(ids('mail')).toEqual(['email', 'email quiet']);
    expect(ids('s')[0]).toBe('account step');
  });

  it.each([
    [[], []],
    [['mailbox.read'], []],
    [['mailbox.read', 'mailbox.write'], ['email signature']],
  ])('with verbs %j finds of the signature %j', (verbs, found) => {
    expect(ids('signature', verbs)).toEqual(found);
  });

  it('says where each stands', () => {
    expect(findSettings(SECTIONS, hasOf([]), textsOf, '2fa')[0]).toMatchObject({ path: '/x', hash: 'step', search: { panel: 'x' } });
    expect(findSettings(SECTIONS, hasOf(['mailbox.read', 'mailbox.write']), textsOf, 'signature')[0]).toMatchObject({ path: '/email/new', hash: 'signature' });
  });
});
