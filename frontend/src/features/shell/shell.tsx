import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, useViewCounts, useViews } from '@/shared/directory';
import { cyclePanes } from '@/shared/lib/pane-cycle';
import { listenForShortcuts, useShortcuts } from '@/shared/lib/shortcuts';
import { useStepsLeft } from '@/shared/setup';
import { useOpenSettings } from '@/shared/slots';
import { takeBack, Toaster } from '@/shared/ui';
import { Announcer } from './announcer';
import { MailAlarm } from './mail-alarm';
import { MeMenu } from './me-menu';
import { Rail, SECTIONS } from './rail';
import { ShortcutOverlay } from './shortcut-overlay';
import { applyTheme, followSystemTheme } from './theme';
import { usePresenceKeeper } from './use-presence-keeper';
import { useLiveCounts } from './use-live-counts';
import { useUpdateMe } from './use-update-me';
import './shell.css';

export interface ShellProps {
  children: ReactNode;
  onSignOut: () => void;
  onPalette: () => void;
  /** How many notices are unread, as the badge shows it. */
  unread: string | undefined;
}

/** What stands around every screen: skip links, rail, toasts, announcements, global keys. */
export function Shell({ children, onSignOut, onPalette, unread }: ShellProps) {
  const { t, i18n } = useTranslation('shell');
  const navigate = useNavigate();
  const me = useMe();
  const { mutate: update } = useUpdateMe();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const waiting = useWaiting();
  const stepsLeft = useStepsLeft();
  const openSettings = useOpenSettings();
  const sections = SECTIONS.filter(({ verb }) => verb === undefined || (me?.verbs.includes(verb) ?? false));

  usePresenceKeeper(me, update);
  useLiveCounts();
  useEffect(listenForShortcuts, []);
  useEffect(followSystemTheme, []);
  const { theme, locale } = me ?? {};
  useEffect(() => {
    if (theme) applyTheme(theme);
  }, [theme]);
  useEffect(() => {
    if (!locale) return;
    // The sign-in screen of the next visit speaks it too.
    localStorage.setItem('candor.locale', locale);
    if (locale !== i18n.language) void i18n.changeLanguage(locale);
  }, [locale, i18n]);

  useShortcuts(t('shortcuts.everywhere'), [
    { keys: 'mod+k', label: t('shortcuts.palette'), run: onPalette, whileTyping: true },
    ...sections.map(({ to, name, keys }) => ({
      keys,
      label: t(`shortcuts.goTo.${name}`),
      run: () => void navigate({ to }),
    })),
    ...(sections.some(({ to }) => to === '/insights') ? [{ keys: 'g q', label: t('shortcuts.goTo.ask'), run: () => void navigate({ to: '/insights/ask', search: {} }) }] : []),
    { keys: 'z', label: t('shortcuts.undo'), run: () => (takeBack() ? undefined : false) },
    { keys: 'mod+z', label: t('shortcuts.undo'), run: () => (takeBack() ? undefined : false), isHidden: true },
    { keys: 'f6', label: t('shortcuts.nextPane'), run: () => cyclePanes(1), whileTyping: true },
    { keys: 'shift+f6', label: t('shortcuts.previousPane'), run: () => cyclePanes(-1), whileTyping: true },
    { keys: '?', label: t('shortcuts.title'), run: () => setHelpOpen(true) },
  ]);

  return (
    <>
      <SkipLinks />
      <div className="shell-frame">
        <MailAlarm mayRead={me?.verbs.includes('mailbox.read') ?? false} />
        <div className="app">
        <Rail
          sections={sections}
          badges={{ ...(waiting ? { inbox: waiting } : {}), ...(unread ? { notices: unread } : {}) }}
          onShortcuts={() => setHelpOpen(true)}
          onOpen={(section) => void navigate({ to: section })}
          onSignOut={onSignOut}
          stepsLeft={stepsLeft}
          onSetup={() => void openSettings('/setup')}
          me={me ? <MeMenu me={me} onChange={update} onMentions={() => void navigate({ to: '/tickets', search: { q: 'mentions:me' } })} onSignOut={onSignOut} /> : null}
        />
        {children}
        </div>
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

type Skip = 'queue' | 'conversation' | 'composer' | 'content';

/** Links to the parts of the screen that is open. */
function SkipLinks() {
  const { t } = useTranslation('shell');
  const path = useRouterState({ select: (state) => state.location.pathname });
  const targets = skipsOf(path);
  return (
    <nav aria-label={t('skip.label')}>
      {targets.map((target) => (
        <a
          key={target}
          className="skip"
          href={`#${target}`}
          onClick={(event) => {
            event.preventDefault();
            document.getElementById(target)?.focus();
          }}
        >
          {t(`skip.${target}`)}
        </a>
      ))}
    </nav>
  );
}

export function skipsOf(path: string): Skip[] {
  if (!/\/inbox(\/|$)/.test(path)) return ['content'];
  return /\/inbox\/\d+/.test(path) ? ['queue', 'conversation', 'composer'] : ['queue', 'conversation'];
}
