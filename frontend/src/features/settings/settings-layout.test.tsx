import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import Cog from 'lucide-react/icons/cog';
import { beforeEach, describe, expect, it } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import type { SettingsSection } from '@/shared/slots';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { SettingsOverview } from './overview-screen';
import { SettingsLayout } from './settings-layout';

const screenOf = () => Promise.resolve(() => null);
const SECTIONS: SettingsSection[] = [
  {
    id: 'account',
    group: 'you',
    labelKey: 'settings:section.account',
    icon: Cog,
    fields: [{ id: 'password', labelKey: 'settings:account.password.title' }],
    routes: [{ path: '/account', screen: screenOf }],
  },
  {
    id: 'security',
    group: 'workspace',
    labelKey: 'security:title',
    icon: Cog,
    may: (has) => has('security.read'),
    fields: [{ id: 'rule', labelKey: 'security:rule.title' }],
    routes: [{ path: '/security', screen: screenOf }],
  },
];

const show = (verbs: string[], child = <main id="content" tabIndex={-1} />) => {
  server.use(answer('/me', 'get', () => ({ ...ME, verbs })));
  return renderRouted(() => <SettingsLayout>{child}</SettingsLayout>, [{ settings: SECTIONS }]);
};

const field = () => screen.findByRole('combobox', { name: 'Find a setting' });

beforeEach(() => listenForShortcuts());

describe('the search', () => {
  it('is reached by its key, leads to a setting by the keyboard alone, and is empty again', async () => {
    const { address } = await show([]);
    await field();
    await userEvent.keyboard('/');
    expect(await field()).toHaveFocus();
    await userEvent.keyboard('passw');
    expect(await screen.findByRole('option', { name: /Password/ })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(address()).toBe('/settings/account#password'));
    expect(await field()).toHaveValue('');
  });

  it('finds nothing that the role does not open, and says so', async () => {
    await show([]);
    await userEvent.type(await field(), 'provider');
    expect(await screen.findByText(/No setting has “provider”/)).toBeVisible();
    expect(screen.queryAllByRole('option')).toHaveLength(0);
  });

  it('finds more for who may more, and gives the list back on Escape', async () => {
    await show(['security.read']);
    await screen.findByRole('link', { name: 'Sign-in and security' });
    await userEvent.type(await field(), 'provider');
    expect(await screen.findByRole('option', { name: /Require the provider/ })).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Your account' })).not.toBeInTheDocument();
    await userEvent.keyboard('{Escape}');
    expect(screen.getByRole('link', { name: 'Your account' })).toBeInTheDocument();
    expect(await field()).toHaveFocus();
  });
});

describe('the row of a narrow screen', () => {
  it('unfolds the list, folds on Escape and keeps focus', async () => {
    await show([]);
    const row = await screen.findByRole('button', { name: /Choose a section/ });
    expect(row).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(row);
    expect(row).toHaveAttribute('aria-expanded', 'true');
    (await field()).focus();
    await userEvent.keyboard('{Escape}');
    expect(row).toHaveAttribute('aria-expanded', 'false');
    expect(row).toHaveFocus();
  });
});

describe('the overview', () => {
  it('lists what there is to set, and names what the role does not open', async () => {
    await show([], <SettingsOverview />);
    const main = await screen.findByRole('main');
    expect(within(main).getByRole('link', { name: 'Your account' })).toHaveAttribute('href', '/settings/account');
    expect(within(main).getByText('Password')).toBeVisible();
    expect(within(main).queryByRole('link', { name: 'Sign-in and security' })).not.toBeInTheDocument();
    expect(within(main).getByText(/does not open: Sign-in and security/)).toBeVisible();
  });

  it('says nothing of roles to who may everything', async () => {
    await show(['security.read'], <SettingsOverview />);
    expect(await within(screen.getByRole('main')).findByRole('link', { name: 'Sign-in and security' })).toBeVisible();
    expect(screen.queryByText(/does not open/)).not.toBeInTheDocument();
  });
});
