import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, keys, type Me, type MeInput, type PresenceStatus, type Theme } from '@/shared/api';
import { useMe } from '@/shared/directory';
import { useShortcutGroups, type ShortcutGroup } from '@/shared/lib/shortcuts';
import { hasOf, settingsCommands, useOpenSettings, useSlots } from '@/shared/slots';
import { toastFailure, useReasonOf } from '@/shared/ui';
import { byRecency, recent } from './recent';

export interface PaletteCommand {
  id: string;
  label: string;
  /** Other words by which it is found. */
  words?: string;
  keys?: string;
  run: () => void;
}

const NOT_COMMANDS = new Set(['mod+k', 'enter', 'shift+arrowdown', 'shift+arrowup', 'escape']);
const THEMES: readonly Theme[] = ['light', 'dark', 'system'];
const PRESENCES: readonly PresenceStatus[] = ['online', 'away', 'away_handing_on', 'offline'];

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
  const openSettings = useOpenSettings();
  const { settings } = useSlots();
  const verbs = useMe()?.verbs ?? [];
  const reasonOf = useReasonOf();
  const { mutate } = useMutation({
    mutationFn: (change: MeInput) => api.patch<Me>('/me', change),
    onSuccess: (me) => client.setQueryData(keys.me, me),
    onError: (error) => toastFailure(reasonOf(error)),
  });
  const all: PaletteCommand[] = [
    ...commandsOf(groups).reverse(),
    ...settingsCommands(settings, hasOf(verbs)).map(({ id, labelKey, wordsKey, path }) => ({
      id: `screen ${id}`,
      label: t(labelKey),
      words: wordsKey ? t(wordsKey) : '',
      run: () => void openSettings(path),
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
