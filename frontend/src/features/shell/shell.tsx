import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, useViewCounts, useViews } from '@/shared/directory';
import { cyclePanes } from '@/shared/lib/pane-cycle';
import { listenForShortcuts, useShortcuts } from '@/shared/lib/shortcuts';
import { takeBack, Toaster } from '@/shared/ui';
import { Announcer } from './announcer';
import { MeMenu } from './me-menu';
import { Rail, SECTIONS } from './rail';
import { ShortcutOverlay } from './shortcut-overlay';
import { applyTheme, followSystemTheme } from './theme';
import { usePresenceKeeper } from './use-presence-keeper';
import { useUpdateMe } from './use-update-me';
import './shell.css';

export interface ShellProps {
  children: ReactNode;
  onSignOut: () => void;
  onPalette: () => void;
}

/** What stands around every screen: skip links, rail, toasts, announcements, global keys. */
export function Shell({ children, onSignOut, onPalette }: ShellProps) {
  const { t, i18n } = useTranslation('shell');
  const navigate = useNavigate();
  const me = useMe();
  const { mutate: update } = useUpdateMe();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const waiting = useWaiting();

  usePresenceKeeper(me, update);
  useEffect(listenForShortcuts, []);
  useEffect(followSystemTheme, []);
  const { theme, locale } = me ?? {};
  useEffect(() => {
    if (theme) applyTheme(theme);
  }, [theme]);
  useEffect(() => {
    if (locale && locale !== i18n.language) void i18n.changeLanguage(locale);
  }, [locale, i18n]);

  useShortcuts(t('shortcuts.everywhere'), [
    { keys: 'mod+k', label: t('shortcuts.palette'), run: onPalette, whileTyping: true },
    ...SECTIONS.map(({ to, name, keys }) => ({
      keys,
      label: t(`shortcuts.goTo.${name}`),
      run: () => void navigate({ to }),
    })),
    { keys: 'z', label: t('shortcuts.undo'), run: () => (takeBack() ? undefined : false) },
    { keys: 'mod+z', label: t('shortcuts.undo'), run: () => (takeBack() ? undefined : false), isHidden: true },
    { keys: 'f6', label: t('shortcuts.nextPane'), run: () => cyclePanes(1), whileTyping: true },
    { keys: 'shift+f6', label: t('shortcuts.previousPane'), run: () => cyclePanes(-1), whileTyping: true },
    { keys: '?', label: t('shortcuts.title'), run: () => setHelpOpen(true) },
  ]);

  return (
    <>
      <SkipLinks />
      <div className="app">
        <Rail
          waiting={waiting}
          onShortcuts={() => setHelpOpen(true)}
          onOpen={(section) => void navigate({ to: section })}
          onSignOut={onSignOut}
          me={me ? <MeMenu me={me} onChange={update} onSignOut={onSignOut} /> : null}
        />
        {children}
      </div>
      <Toaster />
      <Announcer />
      <ShortcutOverlay isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
    </>
  );
}

/** The count of the first view that asks for one's own tickets. */
function useWaiting(): string | undefined {
  const countOf = useViewCounts();
  const mine = useViews().find((view) => /\b(assignee:me|is:mine)\b/.test(view.query));
  return mine ? countOf(mine.id) : undefined;
}

const SKIPS = ['queue', 'conversation', 'composer', 'content'] as const;

/** Links to what is there; a target of another screen is left out when it takes focus. */
function SkipLinks() {
  const { t } = useTranslation('shell');
  return (
    <>
      {SKIPS.map((target) => (
        <a
          key={target}
          className="skip"
          href={`#${target}`}
          onClick={(event) => {
            event.preventDefault();
            document.getElementById(target)?.focus();
          }}
          onFocus={(event) => {
            event.currentTarget.hidden = document.getElementById(target) === null;
          }}
          data-skip={target}
        >
          {t(`skip.${target}`)}
        </a>
      ))}
    </>
  );
}
