import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useGrants } from '@/shared/directory';
import { useShortcutGroups, type ShortcutGroup } from '@/shared/lib/shortcuts';
import { hasOf, settingsCommands, useOpenSettings, useSlots } from '@/shared/slots';
import { toastFailure, useReasonOf } from '@/shared/ui';
import { byRecency, recent } from './recent';

export interface ListedCommand {
  id: string;
  label: string;
  /** Other words by which it is found. */
  words?: string;
  keys?: string;
  run: () => void;
}

const NOT_COMMANDS = new Set(['mod+k', 'enter', 'shift+arrowdown', 'shift+arrowup', 'escape']);

/** Everything the keys of the current screen do, as commands. */
export function commandsOf(groups: readonly ShortcutGroup[]): ListedCommand[] {
  const byKeys = new Map<string, ListedCommand>();
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

/** The keys of the screen, the settings and what the features add; recently used ones first. */
export function useCommands(onSignOut: () => void): ListedCommand[] {
  const { t } = useTranslation('palette');
  const groups = useShortcutGroups();
  const client = useQueryClient();
  const openSettings = useOpenSettings();
  const { settings, commands } = useSlots();
  const verbs = useGrants();
  const reasonOf = useReasonOf();
  const attempt = async (run: (at: { client: QueryClient }) => Promise<void> | void): Promise<void> => {
    try {
      await run({ client });
    } catch (error) {
      toastFailure(reasonOf(error));
    }
  };
  const all: ListedCommand[] = [
    ...commandsOf(groups).reverse(),
    ...settingsCommands(settings, hasOf(verbs)).map(({ id, labelKey, wordsKey, fieldKeys, path }) => ({
      id: `screen ${id}`,
      label: t(labelKey),
      words: [wordsKey, ...fieldKeys].map((key) => (key ? t(key) : '')).join(' '),
      run: () => void openSettings(path),
    })),
    ...commands
      .filter((command) => command.may?.(hasOf(verbs)) ?? true)
      .map(({ id, label, words, run }) => ({ id, label: label(t), words: words?.(t) ?? '', run: () => void attempt(run) })),
    { id: 'sign-out', label: t('signOut'), run: onSignOut },
  ];
  return byRecency(all, recent());
}
