import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, keys, type MeInput, type PresenceStatus, type Theme } from '@/shared/api';
import { useMe } from '@/shared/directory';
import { useShortcutGroups, type ShortcutGroup } from '@/shared/lib/shortcuts';
import { toastFailure, useReasonOf } from '@/shared/ui';
import { byRecency, recent } from './recent';

export interface PaletteCommand {
  id: string;
  label: string;
  keys?: string;
  run: () => void;
}

const NOT_COMMANDS = new Set(['mod+k', 'enter', 'shift+arrowdown', 'shift+arrowup', 'escape']);
const THEMES: readonly Theme[] = ['light', 'dark', 'system'];
const PRESENCES: readonly PresenceStatus[] = ['online', 'away', 'away_handing_on', 'offline'];

/** Screens that no key opens, with the verb that shows them; `null` is for everybody. */
const SCREENS = [
  { name: 'account', to: '/settings/account', verb: null },
  { name: 'mailboxes', to: '/settings/email', verb: 'mailbox.read' },
  { name: 'newMailbox', to: '/settings/email/$mailbox', params: { mailbox: 'new' }, verb: 'mailbox.write' },
  { name: 'suspendedMail', to: '/settings/email/suspended', verb: 'mail.review' },
  { name: 'mailLog', to: '/settings/email/log', verb: 'mail.review' },
] as const;

/** Everything the keys of the current screen do, as commands. */
export function commandsOf(groups: readonly ShortcutGroup[]): PaletteCommand[] {
  const byKeys = new Map<string, PaletteCommand>();
  for (const shortcut of groups.flatMap((group) => group.shortcuts)) {
    if (shortcut.isHidden || NOT_COMMANDS.has(shortcut.keys)) continue;
    byKeys.set(shortcut.keys, {
      id: `key ${shortcut.keys}`,
      label: shortcut.label,
      keys: shortcut.keys,
      run: () => void shortcut.run(new KeyboardEvent('keydown')),
    });
  }
  return [...byKeys.values()];
}

/** The keys of the screen and the settings of the person, recently used ones first. */
export function useCommands(onSignOut: () => void): PaletteCommand[] {
  const { t } = useTranslation(['palette', 'shared']);
  const groups = useShortcutGroups();
  const client = useQueryClient();
  const navigate = useNavigate();
  const verbs = useMe()?.verbs ?? [];
  const reasonOf = useReasonOf();
  const { mutate } = useMutation({
    mutationFn: (change: MeInput) => api.patch('/me', { body: change }),
    onSuccess: (me) => client.setQueryData(keys.me, me),
    onError: (error) => toastFailure(reasonOf(error)),
  });
  const all: PaletteCommand[] = [
    ...commandsOf(groups).reverse(),
    ...SCREENS.filter(({ verb }) => verb === null || verbs.includes(verb)).map(({ name, verb: _verb, ...way }) => ({
      id: `screen ${name}`,
      label: t(`screen.${name}`),
      run: () => void navigate(way),
    })),
    ...THEMES.map((theme) => ({ id: `theme ${theme}`, label: t(`theme.${theme}`), run: () => mutate({ theme }) })),
    ...PRESENCES.map((presence) => ({
      id: `presence ${presence}`,
      label: t('presence', { name: t(`shared:presence.${presence}`) }),
      run: () => mutate({ presence, presence_is_manual: true }),
    })),
    { id: 'sign-out', label: t('signOut'), run: onSignOut },
  ];
  return byRecency(all, recent());
}
